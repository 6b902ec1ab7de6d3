//! What axe-core finds in every state of the gallery: nothing, and every doubt of it has an explanation.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use vizochok_browser_tests::{Engine, Stage, stories};

stories! {
    axe_finds_nothing_in_the_light,
    axe_finds_nothing_in_the_dark,
}

/// What axe cannot decide by itself: the rule, a part of the element's mark-up, and where it says so.
#[derive(Debug, PartialEq, Eq)]
struct Doubt {
    rule: &'static str,
    mark: &'static str,
    engines: &'static [Engine],
    /// Why it is right nevertheless.
    because: &'static str,
}

/// A doubt that is not here fails, and so does an explanation that nobody needs.
const EXPLAINED: &[Doubt] = &[
    Doubt {
        rule: "color-contrast",
        mark: "<kbd>↑ ↓</kbd>",
        engines: &[Engine::Chromium, Engine::Firefox, Engine::WebKit],
        because: "arrows are no text to axe; they have the colours of the other keys, which pass",
    },
    Doubt {
        rule: "color-contrast",
        mark: "Добавить Молоко 2,5",
        engines: &[Engine::Chromium, Engine::Firefox],
        because: "axe fails on a button that is scrolled half out of sight; the others, of the same colours, pass",
    },
];

/// One finding of axe: a rule and an element that it is about.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read by whoever reads the failure")]
struct Finding {
    rule: String,
    html: String,
    why: String,
}

#[derive(Debug, Deserialize)]
struct Findings {
    violations: Vec<Finding>,
    incomplete: Vec<Finding>,
    passes: usize,
}

/// Has axe look at the widget of the page that is shown.
async fn look(stage: &Stage) -> Result<Findings> {
    let page = stage.page();
    page.run::<()>(
        "if (window.axe === undefined) {
           const script = document.createElement('script');
           script.src = '/modules/axe-core/axe.min.js';
           document.head.append(script);
         }",
    )
    .await?;
    page.wait_until::<Value>("axe is loaded", "window.axe?.run !== undefined").await?;
    page.run::<()>(
        "const findings = (list) => list.flatMap(({ id, nodes }) => nodes.map((node) => ({
           rule: id, html: node.html, why: node.failureSummary ?? '' })));
         const only = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
         window.__axe = null;
         axe.run({ include: [['[data-vizochok]']] }, { runOnly: only }).then(({ violations, incomplete, passes }) => {
           window.__axe = { violations: findings(violations), incomplete: findings(incomplete), passes: passes.length };
         }, (error) => { window.__axe = { violations: [{ rule: 'axe', html: '', why: String(error) }], incomplete: [], passes: 0 }; });",
    )
    .await?;
    page.wait_until("axe has looked", "window.__axe").await
}

/// All states, as the gallery lists them.
pub(crate) async fn states(stage: &Stage) -> Result<Vec<String>> {
    stage.page().open(&format!("http://{}/gallery/gallery.html?", stage.backend.addr())).await?;
    stage
        .page()
        .run::<()>(
            "import('/gallery/states.js').then(({ STATES }) => { window.__states = Object.keys(STATES); });",
        )
        .await?;
    stage.page().wait_until("the states are listed", "window.__states").await
}

async fn all_states(stage: &mut Stage, dark: bool) -> Result<()> {
    let states = states(stage).await?;
    ensure!(states.len() >= 14, "only {} states", states.len());
    let here: Vec<&Doubt> =
        EXPLAINED.iter().filter(|own| own.engines.contains(&stage.page().engine())).collect();
    let (mut wrong, mut needed) = (Vec::new(), Vec::new());
    for state in &states {
        stage.open_state(state, dark).await?;
        let findings = look(stage).await.with_context(|| format!("axe on {state}"))?;
        ensure!(findings.passes > 5, "axe looked at nothing in {state}");
        wrong.extend(findings.violations.into_iter().map(|found| format!("{state}: {found:?}")));
        for doubt in findings.incomplete {
            let explained = |own: &&&Doubt| doubt.rule == own.rule && doubt.html.contains(own.mark);
            match here.iter().find(explained) {
                Some(explanation) => needed.push(explanation),
                None => wrong.push(format!("{state}: unexplained {doubt:?}")),
            }
        }
    }
    ensure!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    let idle: Vec<_> = here.iter().filter(|own| !needed.contains(own)).collect();
    ensure!(idle.is_empty(), "nobody needs {idle:?}");
    Ok(())
}

async fn axe_finds_nothing_in_the_light(stage: &mut Stage) -> Result<()> {
    all_states(stage, false).await
}

async fn axe_finds_nothing_in_the_dark(stage: &mut Stage) -> Result<()> {
    all_states(stage, true).await
}
