//! Content Security Policies: none may need an exception for the widget, and where one forbids what it cannot do
//! without, the page is told and nothing else happens.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::{Setting, Stage, Widget, stories};

stories! {
    every_policy_is_kept = setting(),
    trusted_types_are_not_violated
        = Setting::default().policy(&format!("{MINIMAL}; require-trusted-types-for 'script'")),
    a_nonce_lets_the_script_and_all_that_it_loads_in = Setting::default().policy(NONCE),
    a_script_tag_violates_nothing_either
        = Setting::default().policy(&format!("{MINIMAL}; require-trusted-types-for 'script'")),
}

/// What the documentation says is needed, for a shop that forbids everything else: its own scripts, sheets and
/// pictures, the program, the assistant's address.
const MINIMAL: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:; \
                       img-src 'self'; style-src 'self'";

/// No script for its address, only for the nonce of its tag.
const NONCE: &str = "default-src 'self'; script-src 'nonce-n' 'wasm-unsafe-eval'; connect-src 'self' ws:";

/// What comes of the widget under a policy.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    /// It works, and nothing is violated.
    Works,
    /// It works; these directives are violated, and the visitor sees it, or only the shop's reports do.
    Without(&'static [&'static str]),
    /// Its program may not run.
    NoProgram,
    /// It may not connect.
    NoLink,
}

/// Name, header, policy, outcome.
const POLICIES: [(&str, &str, &str, Outcome); 12] = [
    ("none", ENFORCED, "", Outcome::Works),
    ("self", ENFORCED, "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:", Outcome::Works),
    ("minimal", ENFORCED, MINIMAL, Outcome::Works),
    (
        "nonce",
        ENFORCED,
        "default-src 'self'; script-src 'nonce-shop' 'wasm-unsafe-eval'; connect-src 'self' ws:",
        Outcome::Works,
    ),
    (
        "strict-dynamic",
        ENFORCED,
        "default-src 'self'; script-src 'nonce-shop' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self' ws:; \
         object-src 'none'; base-uri 'none'",
        Outcome::Works,
    ),
    (
        "trusted-types",
        ENFORCED,
        "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        Outcome::Works,
    ),
    (
        "no-inline-style",
        ENFORCED,
        "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:; style-src 'self'; style-src-attr 'none'; \
         style-src-elem 'self'",
        Outcome::Works,
    ),
    ("sandbox", ENFORCED, "sandbox allow-scripts", Outcome::Works),
    (
        "no-pictures",
        ENFORCED,
        "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:; img-src 'none'",
        Outcome::Without(&["img-src"]),
    ),
    (
        "report-only",
        "content-security-policy-report-only",
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'none'",
        Outcome::Without(&["img-src", "connect-src"]),
    ),
    (
        "no-program",
        ENFORCED,
        "default-src 'self'; script-src 'self'; connect-src 'self' ws:",
        Outcome::NoProgram,
    ),
    ("no-link", ENFORCED, "default-src 'self' 'wasm-unsafe-eval'; connect-src 'self'", Outcome::NoLink),
];
const ENFORCED: &str = "content-security-policy";

fn setting() -> Setting {
    Setting::default().backend(|options| {
        // A sandboxed page is of no origin, and asks for everything from elsewhere.
        let options = options.header("/", "access-control-allow-origin", "*");
        POLICIES.iter().fold(options, |options, (name, header, policy, _)| {
            let prefix = format!("/policies/{name}");
            let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/pages");
            let options = options.serve_dir(&prefix, pages);
            if policy.is_empty() { options } else { options.header(prefix, *header, *policy) }
        })
    })
}

async fn every_policy_is_kept(stage: &mut Stage) -> Result<()> {
    for (name, _, _, outcome) in POLICIES {
        under(stage, name, outcome).await.with_context(|| format!("under {name}"))?;
    }
    Ok(())
}

async fn under(stage: &Stage, name: &str, outcome: Outcome) -> Result<()> {
    let page = stage.page();
    page.open(&format!("http://{}/policies/{name}/policed.html", stage.backend.addr())).await?;
    page.wait_until::<Value>("the page has started", "window.shop").await?;
    // Another name of the same address: the policy has no word for it.
    let port = stage.backend.addr().port();
    let host = if outcome == Outcome::NoLink { "localhost" } else { "127.0.0.1" };
    let config = json!({ "apiBase": format!("http://{host}:{port}") });
    page.run::<()>(&format!("try {{ sessionStorage.clear(); }} catch {{}} shop.make({config}).mount();"))
        .await?;
    match outcome {
        Outcome::Works | Outcome::Without(_) => {
            let widget = Widget::nth(page, 0);
            widget.open_panel().await?;
            a_turn(stage, &widget).await?;
        }
        Outcome::NoProgram => told(stage, "load_failed").await?,
        Outcome::NoLink => told(stage, "ws_error").await?,
    }
    let violated: Vec<String> = page
        .eval("window.__log.filter(([kind]) => kind === 'violation').map(([, { directive }]) => directive)")
        .await?;
    match outcome {
        Outcome::Works => ensure!(violated.is_empty(), "{violated:?}"),
        Outcome::Without(directives) => {
            ensure!(violated.iter().all(|violated| directives.contains(&violated.as_str())), "{violated:?}");
        }
        Outcome::NoProgram | Outcome::NoLink => {}
    }
    let uncaught: Vec<Value> =
        page.eval("window.__log.filter(([kind]) => ['error', 'rejection'].includes(kind))").await?;
    ensure!(uncaught.is_empty(), "{uncaught:?}");
    page.run::<()>("shop.widgets[0].destroy();").await?;
    let left: String = page.eval("document.body.innerText.trim() + hosts().length").await?;
    ensure!(left == "A shop0", "the page is as it was: {left}");
    Ok(())
}

/// The page is told what is the matter, once, and so is whoever reads the console.
async fn told(stage: &Stage, code: &str) -> Result<()> {
    let errors = stage.wait_calls("onError", 1).await?;
    ensure!(errors.len() == 1 && errors[0][0]["code"] == code, "{errors:?}");
    let lines = stage.wait_notes("console.error", 1).await?;
    ensure!(lines.len() == 1 && lines[0].as_str().is_some_and(|line| line.contains(code)), "{lines:?}");
    Ok(())
}

async fn a_turn(stage: &Stage, widget: &Widget) -> Result<()> {
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    stage.backend.inject().send_text(r#"{"type":"error","code":"agent_busy"}"#);
    stage.wait_calls("onError", 1).await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await
}

async fn trusted_types_are_not_violated(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("shop.html").await?;
    a_turn(stage, &widget).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    // The page does hear of violations: a picture from elsewhere is one.
    stage.page().run::<()>("new Image().src = 'http://127.0.0.2/none.png';").await?;
    stage.wait_notes("violation", 1).await?;
    // Where the engine has trusted types, it does say so.
    let noticed: bool = stage
        .page()
        .run(
            "if (!('trustedTypes' in window)) return true;
             try { document.createElement('div').innerHTML = '<b>text</b>'; } catch { return true; }
             return false;",
        )
        .await?;
    assert!(noticed);
    Ok(())
}

async fn a_script_tag_violates_nothing_either(stage: &mut Stage) -> Result<()> {
    let widget = stage.open_shop("script-tag.html").await?;
    a_turn(stage, &widget).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_nonce_lets_the_script_and_all_that_it_loads_in(stage: &mut Stage) -> Result<()> {
    a_script_tag_violates_nothing_either(stage).await
}
