//! Foreign pages: one story runs over each page of the tables. The widget opens, sends, streams and adds to the cart;
//! the page stays as it was, and after `destroy()` nothing is left.

mod documents;
mod globals;
mod life;
mod styles;
mod visits;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::{Engine, Setting, Stage, Widget, stories};

use visits::{a_page_that_does_not_want_it_has_its_way, twenty_visits_of_turbo_change_nothing};

stories! {
    sheets_of_foreign_pages = setting(),
    documents_of_foreign_pages = setting(),
    globals_of_foreign_pages = setting(),
    lives_of_foreign_pages = setting(),
    twenty_visits_of_turbo_change_nothing = setting(),
    a_page_that_does_not_want_it_has_its_way,
}

async fn sheets_of_foreign_pages(stage: &mut Stage) -> Result<()> {
    visit_all(stage, styles::PAGES).await
}

async fn documents_of_foreign_pages(stage: &mut Stage) -> Result<()> {
    visit_all(stage, documents::PAGES).await
}

async fn globals_of_foreign_pages(stage: &mut Stage) -> Result<()> {
    visit_all(stage, globals::PAGES).await
}

async fn lives_of_foreign_pages(stage: &mut Stage) -> Result<()> {
    visit_all(stage, life::PAGES).await
}

/// A page: a small shop with something of its own.
struct Foreign {
    /// Names its file.
    name: &'static str,
    /// What stands before `<html>`.
    doctype: &'static str,
    /// Attributes of `<html>`.
    html: &'static str,
    /// The end of its head, before the script that makes the widget's class known.
    head: &'static str,
    /// Attributes of `<body>`.
    body: &'static str,
    /// The end of its body.
    content: &'static str,
    /// The script by which it gets the class.
    script: &'static str,
    /// The frame that the shop stands in.
    frame: Option<&'static str>,
    /// What `mount()` is called with.
    target: &'static str,
    /// What the page does in the midst of the conversation, and what holds when it has.
    act: Option<(&'static str, &'static str)>,
    /// How many widgets there are then.
    widgets: usize,
    /// Whether the widget looks as on a plain page.
    same_look: bool,
    /// Whether WebKit's driver can work on it: its own scripts run among the page's.
    in_webkit: bool,
}

const PLAIN: Foreign = Foreign {
    name: "plain",
    doctype: "<!doctype html>",
    html: r#"lang="en""#,
    head: "",
    body: "",
    content: "",
    script: "/pages/by-import.js",
    frame: None,
    target: "",
    act: None,
    widgets: 1,
    same_look: true,
    in_webkit: true,
};

impl Foreign {
    fn file(&self) -> String {
        let kind = if self.doctype.starts_with("<?xml") { "xhtml" } else { "html" };
        format!("{}.{kind}", self.name)
    }

    /// The page, well-formed as XML too.
    fn text(&self) -> String {
        let Self { name, doctype, html, head, body, content, script, .. } = self;
        format!(
            r#"{doctype}
<html {html}>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>A shop: {name}</title>
    <link rel="icon" href="/shop/pictures/milk-001.svg" />
    <link rel="stylesheet" href="/pages/shop.css" />
    <link rel="stylesheet" href="/pages/foreign/tall.css" />
    <script src="/pages/log.js"></script>
    <script src="/pages/counted.js"></script>
    <script src="/pages/foreign/watch.js"></script>
    {head}
    <script type="module" src="{script}"></script>
  </head>
  <body {body}>
    <div id="app">
      <h1>A shop</h1>
      <p>Milk, bread and everything else.</p>
      <input id="search" aria-label="Search" />
    </div>
    {content}
  </body>
</html>
"#
        )
    }
}

/// The folder with all pages, written once.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
        let tables = [&[PLAIN], styles::PAGES, documents::PAGES, globals::PAGES, life::PAGES];
        let written = std::fs::create_dir_all(&folder).and_then(|()| {
            tables
                .iter()
                .copied()
                .flatten()
                .try_for_each(|page| std::fs::write(folder.join(page.file()), page.text()))
        });
        // Without them, each page is missed by its name.
        if let Err(error) = written {
            eprintln!("writing the foreign pages: {error}");
        }
        folder
    })
}

fn setting() -> Setting {
    Setting::default().backend(|options| {
        options
            .serve_dir("/foreign", folder())
            // A second copy of the library, as another version would be.
            .serve_dir("/vizochok-2", vizochok_browser_tests::stage::package_dir())
            // A frame of no origin asks for everything from elsewhere.
            .header("/", "access-control-allow-origin", "*")
    })
}

/// Visits the pages one after the other, or the one that `VIZOCHOK_PAGE` names, and tells of all that fail.
async fn visit_all(stage: &Stage, pages: &[Foreign]) -> Result<()> {
    let plain = visit(stage, &PLAIN, None).await.context("the plain page")?;
    let mut failures = String::new();
    for page in pages {
        if std::env::var("VIZOCHOK_PAGE").is_ok_and(|wanted| wanted != page.name) {
            continue;
        }
        if stage.page().engine() == Engine::WebKit && !page.in_webkit {
            continue;
        }
        if let Err(error) = visit(stage, page, page.same_look.then_some(&plain)).await {
            writeln!(failures, "{}: {error:#}", page.name)?;
        }
        if page.frame.is_some() {
            stage.page().leave_frame().await?;
        }
    }
    ensure!(failures.is_empty(), "{failures}");
    Ok(())
}

/// The one story. Returns how the widget looked.
async fn visit(stage: &Stage, foreign: &Foreign, look: Option<&Value>) -> Result<Value> {
    let page = stage.page();
    page.open(&format!("http://{}/foreign/{}", stage.backend.addr(), foreign.file())).await?;
    if let Some(frame) = foreign.frame {
        page.enter_frame(frame).await?;
    }
    page.wait_until::<Value>("the page has started", "window.shop && window.ready !== false").await?;
    page.run::<()>(
        "try { sessionStorage.clear(); } catch {}
         scrollTo({ top: 137, behavior: 'instant' });
         document.querySelector('#search').focus({ preventScroll: true });
         __page.keep();",
    )
    .await?;
    let size: usize = page.eval("__page.size()").await?;
    ensure!(size > 5_000, "the page is looked at: {size}");
    let focus = "document.activeElement?.id ?? ''";
    let focused: String = page.eval(focus).await?;
    // A script tag listens for presses of the page's own buttons as long as the page lives.
    let listening: usize = page.eval("__held().listeners.length").await?;
    let config = json!({ "apiBase": format!("http://{}", stage.backend.addr()) });
    page.run::<()>(&format!("shop.make({config}).mount({});", foreign.target)).await?;

    let widget = Widget::nth(page, 0);
    widget.wait_connection("online").await?;
    ensure!(page.eval::<String>(focus).await? == focused, "the focus was taken from {focused:?}");
    widget.show_panel().await?;
    buy(&widget, "show me milk", "milk-001").await.context("the conversation")?;
    let looked: Value = page.eval(&looks(&widget)).await?;
    if let Some(plain) = look {
        same(plain, &looked)?;
        let corner = "(() => { const { left, right, bottom } = hosts()[0].getBoundingClientRect(); \
                      return [left, innerWidth - right, innerHeight - bottom].every((far) => far >= 0 && far < 20); })()";
        ensure!(page.eval::<bool>(corner).await?, "the host does not span the window");
    }
    unchanged(stage).await.context("while the widget is there")?;
    if let Some((act, done)) = foreign.act {
        // By the sheet of the panel, and by that of the conversation.
        let dress = format!(
            "[{}, {}].map((element) => {{ const {{ display, borderTopStyle, padding }} = getComputedStyle(element); \
             return `${{display}} ${{borderTopStyle}} ${{padding}}`; }}).join()",
            widget.part("send"),
            widget.part("card")
        );
        let dressed: String = page.eval(&dress).await?;
        page.run::<()>(act).await?;
        page.wait_until::<Value>("the page has done it", done).await?;
        let hosts: usize = page.eval("hosts().length").await?;
        ensure!(hosts == foreign.widgets, "{hosts} widgets");
        stage.backend.inject().wait_open_sockets(foreign.widgets).await;
        // A widget made anew shows it when its part of the program is there, which may be after it has connected.
        widget.wait_quantity("milk-001", "1").await.context("the conversation is kept")?;
        let now: String = page.eval(&dress).await?;
        ensure!(now == dressed, "it was dressed as {dressed}, and is as {now}");
        widget.show_panel().await?;
        page.run::<()>("__page.keep();").await?;
        buy(&widget, "bread", "bread-001").await.context("afterwards")?;
    }

    page.run::<()>("for (const widget of shop.widgets) widget.destroy();").await?;
    stage.backend.inject().wait_open_sockets(0).await;
    rests(stage, listening).await?;
    page.run::<()>("document.querySelector('#search').focus({ preventScroll: true });").await?;
    unchanged(stage).await.context("afterwards")?;
    let complaints = stage.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    let told = stage.notes("onError").await?;
    ensure!(told.is_empty(), "by onError: {told:?}");
    let said = stage.notes("console.error").await?;
    ensure!(said.is_empty(), "on the console: {said:?}");
    Ok(looked)
}

/// One turn of the conversation, and one product of it into the cart.
async fn buy(widget: &Widget, words: &str, sku: &str) -> Result<()> {
    widget.ask(words).await?;
    widget.press(&widget.on_card(sku, 0, "add")).await?;
    widget.wait_quantity(sku, "1").await
}

async fn unchanged(stage: &Stage) -> Result<()> {
    let changes: Vec<String> = stage.page().eval("[...__page.changes()]").await?;
    ensure!(changes.is_empty(), "the page has changed:\n{}", changes.join("\n"));
    Ok(())
}

/// Nothing is left of a destroyed widget; so many listeners were there before.
async fn rests(stage: &Stage, listening: usize) -> Result<()> {
    let nothing = format!(
        "(() => {{ const {{ listeners, ...counts }} = __held();
           return listeners.length === {listening} && Object.values(counts).every((count) => count === 0); }})()"
    );
    if let Err(error) = stage.page().wait_until::<Value>("nothing is held", &nothing).await {
        let held: Value = stage.page().eval("__held()").await?;
        bail!("{held} is left: {error:#}");
    }
    let hosts: usize = stage.page().eval("hosts().length").await?;
    ensure!(hosts == 0, "{hosts} hosts are left");
    Ok(())
}

/// How the widget's parts look and where they are, as an expression.
fn looks(widget: &Widget) -> String {
    let parts = widget.all(
        "[part~=launcher], [part~=panel], [part~=header], [part~=message], [part~=card], [part~=price], \
         [part~=stepper], [part~=input], [part~=send]",
    );
    format!(
        "{parts}.map((element) => {{
           const style = getComputedStyle(element);
           const {{ x, y, width, height }} = box(element);
           // Against the host, which spans the window without its scroll bars.
           const {{ right, bottom }} = element.getRootNode().host.getBoundingClientRect();
           const styles = ['display', 'visibility', 'opacity', 'color', 'backgroundColor', 'fontSize', 'fontFamily',
             'fontWeight', 'fontStyle', 'lineHeight', 'letterSpacing', 'wordSpacing', 'textAlign', 'textTransform',
             'textIndent', 'whiteSpace', 'wordBreak', 'cursor', 'pointerEvents', 'transform', 'direction',
             'writingMode', 'userSelect', 'colorScheme'];
           return [element.getAttribute('part'), [right - x, bottom - y, width, height].map(Math.round).join(' '),
             ...styles.map((name) => `${{name}}: ${{style[name]}}`)];
         }})"
    )
}

/// Names the first differences.
fn same(plain: &Value, looked: &Value) -> Result<()> {
    let (plain, looked) = (plain.as_array().context("looks")?, looked.as_array().context("looks")?);
    let mut differences = Vec::new();
    for (expected, found) in plain.iter().zip(looked) {
        let part = &expected[0];
        let pairs = expected.as_array().into_iter().flatten().zip(found.as_array().into_iter().flatten());
        let other = pairs.filter(|(expected, found)| expected != found);
        differences.extend(other.map(|(expected, found)| format!("{part}: {expected} → {found}")));
    }
    ensure!(plain.len() == looked.len(), "{} parts, {} on a plain page", looked.len(), plain.len());
    differences.truncate(8);
    ensure!(differences.is_empty(), "the widget looks different:\n{}", differences.join("\n"));
    Ok(())
}
