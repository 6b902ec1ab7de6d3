//! Small windows, zoom, the on-screen keyboard, little motion, the reader's own colours.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use vizochok_browser_tests::{Engine, Look, Setting, Stage, Widget, stories};

use crate::accessibility::states;

stories! {
    every_state_fits_at_320_pixels,
    states_of_the_gallery_do_not_mix,
    twice_as_large_everything_stays_in_reach,
    the_page_behind_a_phones_panel_stays_as_it_is = tall(),
    the_panel_stands_above_the_on_screen_keyboard = tall(),
    little_motion_where_little_is_wanted = Setting::default().look(Look { calm: true, ..Look::default() }),
    forced_colours_leave_every_control_its_edge = Setting::default().look(Look { forced: true, ..Look::default() }),
}

/// Opens the page with the frame, with what its address says, and waits until its own script has filled it.
async fn open_framed(stage: &Stage, wanted: &str) -> Result<()> {
    stage.page().open(&format!("http://{}/pages/framed.html{wanted}", stage.backend.addr())).await?;
    // Not every driver waits for this.
    stage.page().wait_until::<Value>("the page is loaded", "document.readyState === 'complete'").await?;
    Ok(())
}

/// Shows a state of the gallery in a frame of this size, and goes into it.
async fn in_frame(stage: &Stage, state: &str, width: u32, height: u32) -> Result<Widget> {
    let page = stage.page();
    // At once: under load, WebKit may lose the second address of a frame that is given two.
    let inside = format!("?width={width}&height={height}&inside=/gallery/state.html%3Fstate={state}");
    open_framed(stage, &inside).await?;
    let marks = "document.querySelector('iframe').contentDocument?.documentElement.dataset";
    let ended: String = page
        .wait_until(&format!("{state} is shown"), &format!("{marks}?.failed ?? {marks}?.reached"))
        .await?;
    ensure!(ended == state, "{state}: {ended}");
    page.enter_frame("iframe").await?;
    Ok(Widget::nth(page, 0))
}

/// What is wider than the window, or scrolls sideways though it should not.
fn too_wide(widget: &Widget) -> String {
    format!(
        "(() => {{
           const wide = [];
           if (document.documentElement.scrollWidth > innerWidth) wide.push('the page');
           const scrolls = (element) => element !== null && (element.matches('.shelf, .scroll') || scrolls(element.parentElement));
           for (const element of {}) {{
             if (!shown(element) || scrolls(element)) continue;
             const {{ x, width }} = box(element);
             if (width > 1 && (x < -0.5 || x + width > innerWidth + 0.5)) wide.push(element.getAttribute('part') ?? element.className);
           }}
           const log = {};
           if (log.scrollWidth > log.clientWidth) wide.push('the log');
           // Words that are higher than what is drawn around them.
           for (const bubble of log.querySelectorAll('.bubble')) if (bubble.scrollHeight > bubble.clientHeight + 1) wide.push('a message');
           return wide;
         }})()",
        widget.all(".panel *:not(svg, svg *)"),
        widget.part("log")
    )
}

async fn every_state_fits_at_320_pixels(stage: &mut Stage) -> Result<()> {
    for state in states(stage).await? {
        // 1280 CSS pixels at 400 %.
        let widget = in_frame(stage, &state, 320, 512).await?;
        let wide: Vec<String> = stage.page().eval(&too_wide(&widget)).await?;
        ensure!(wide.is_empty(), "{state}: {wide:?}");
    }
    Ok(())
}

async fn states_of_the_gallery_do_not_mix(stage: &mut Stage) -> Result<()> {
    let page = stage.page();
    open_framed(stage, "").await?;
    // All frames of a page share the storage of its tab.
    page.run::<()>(
        "document.querySelector('iframe').remove();
         for (const state of ['answer', 'welcome', 'checklist']) {
           const frame = document.createElement('iframe');
           // All in sight: an engine draws nothing in a frame that is not.
           Object.assign(frame.style, { display: 'inline-block', width: '400px', height: '600px' });
           frame.src = `/gallery/state.html?state=${state}`;
           document.body.append(frame);
         }",
    )
    .await?;
    let marks = "[...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument?.documentElement.dataset)";
    let reached: Vec<String> = page
        .wait_until("all are shown", &format!("{marks}.every((own) => own?.reached ?? own?.failed) && {marks}.map((own) => own.failed ?? own.reached)"))
        .await?;
    ensure!(reached == ["answer", "welcome", "checklist"], "{reached:?}");
    let messages: Vec<usize> = page
        .eval(
            "[...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument.querySelector('[data-vizochok]')
               .shadowRoot.querySelectorAll('[part~=message]').length)",
        )
        .await?;
    ensure!(messages == [2, 0, 2], "{messages:?}");
    Ok(())
}

async fn twice_as_large_everything_stays_in_reach(stage: &mut Stage) -> Result<()> {
    // 1280 × 800 at 200 %.
    let widget = in_frame(stage, "answer", 640, 400).await?;
    let reach = format!(
        "{}.every((element) => {{ const {{ x, y, width, height }} = box(element);
           return x >= 0 && y >= 0 && x + width <= innerWidth && y + height <= innerHeight; }}) && box({}).height > 80",
        widget.all("[part~=close], [part~=menu], [part~=input], [part~=send], [part~=launcher]"),
        widget.part("log")
    );
    ensure!(stage.page().eval::<bool>(&reach).await?);
    Ok(())
}

/// A window that has room for the frame of a phone.
fn tall() -> Setting {
    Setting::default().look(Look { height: 1100, ..Look::default() })
}

/// A widget in a frame of a phone's size.
async fn phone(stage: &Stage) -> Result<Widget> {
    let widget = stage.open("framed.html", json!([{}])).await?;
    stage.page().enter_frame("#phone").await?;
    stage.page().wait_until::<Value>("the page has started", "window.shop").await?;
    Ok(widget)
}

async fn the_page_behind_a_phones_panel_stays_as_it_is(stage: &mut Stage) -> Result<()> {
    let widget = phone(stage).await?;
    let page = stage.page();
    page.run::<()>(
        "document.body.style.height = '4000px';
         document.body.setAttribute('data-mine', 'yes');
         scrollTo(0, 700);",
    )
    .await?;
    let body = "[document.body.getAttributeNames().map((name) => [name, document.body.getAttribute(name)]),
                document.documentElement.getAttributeNames(), scrollY, document.title, location.href]";
    let before: Value = page.eval(body).await?;
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    ensure!(page.eval::<Value>(body).await? == before, "while it is open");
    let style = format!("getComputedStyle({})", widget.part("input"));
    ensure!(
        page.eval::<f64>(&format!("parseFloat({style}.fontSize)")).await? >= 16.0,
        "phones zoom into smaller fields"
    );
    let chained = format!("getComputedStyle({}).overscrollBehaviorY", widget.part("log"));
    ensure!(page.eval::<String>(&chained).await? == "contain");
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    ensure!(page.eval::<Value>(body).await? == before, "and afterwards");
    Ok(())
}

async fn the_panel_stands_above_the_on_screen_keyboard(stage: &mut Stage) -> Result<()> {
    let widget = phone(stage).await?;
    widget.open_panel().await?;
    // No driver can show such a keyboard: the page is told what engines tell when one comes.
    stage
        .page()
        .run::<()>(
            "Object.defineProperty(visualViewport, 'height', { configurable: true, value: 480 });
             Object.defineProperty(visualViewport, 'offsetTop', { configurable: true, value: 60 });
             visualViewport.dispatchEvent(new Event('resize'));",
        )
        .await?;
    let place = format!("(({{ y, height }}) => [y, height])(box({}))", widget.part("panel"));
    let above = format!("(([y, height]) => Math.abs(y - 60) < 1 && Math.abs(height - 480) < 1)({place})");
    stage.page().wait_until::<Value>("the panel fills what can be seen", &above).await?;
    stage
        .page()
        .run::<()>(
            "delete visualViewport.height;
             delete visualViewport.offsetTop;
             visualViewport.dispatchEvent(new Event('resize'));",
        )
        .await?;
    let whole = format!("(([y, height]) => Math.abs(y) < 1 && Math.abs(height - innerHeight) < 1)({place})");
    stage.page().wait_until::<Value>("the panel fills the screen again", &whole).await?;
    Ok(())
}

/// Whether the engine could be told; a story that is not about this engine is told by the others.
async fn is_told(stage: &Stage, query: &str) -> Result<bool> {
    let told: bool = stage.page().eval(&format!("matchMedia('{query}').matches")).await?;
    let must = matches!(stage.page().engine(), Engine::Chromium | Engine::Firefox);
    ensure!(told || !must, "{query} does not match");
    Ok(told)
}

async fn little_motion_where_little_is_wanted(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{}])).await?;
    if !is_told(stage, "(prefers-reduced-motion: reduce)").await? {
        return Ok(());
    }
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.say("show me milk").await?;
    widget.wait_answer(0).await?;
    let moving = format!(
        "{}.filter((element) => {{ const style = getComputedStyle(element);
           return style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0); }})
           .map((element) => element.className)",
        widget.all(".root *")
    );
    ensure!(stage.page().eval::<Vec<String>>(&moving).await?.is_empty());
    Ok(())
}

async fn forced_colours_leave_every_control_its_edge(stage: &mut Stage) -> Result<()> {
    let widget = stage.open("shop.html", json!([{}])).await?;
    if !is_told(stage, "(forced-colors: active)").await? {
        return Ok(());
    }
    widget.open_panel().await?;
    widget.wait_connection("online").await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    let bare = format!(
        "{}.filter(shown).filter((element) => parseFloat(getComputedStyle(element).borderTopWidth) < 1)
           .map((element) => element.getAttribute('part'))",
        widget.all("[part~=panel], [part~=card], [part~=add], [part~=send], [part~=stepper], [part~=launcher], [part~=quick-reply]")
    );
    let bare: Vec<String> = stage.page().eval(&bare).await?;
    ensure!(bare.is_empty(), "no edge: {bare:?}");
    Ok(())
}
