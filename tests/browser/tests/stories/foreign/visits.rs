//! A shopper who looks around: visit after visit of a router, with the widget open and something half typed.

use anyhow::Result;
use serde_json::{Value, json};
use vizochok_browser_tests::{Stage, Widget};

const VISITS: usize = 20;
const BUSY: &str = "document.querySelector('html[aria-busy], .turbo-progress-bar')";

/// Twenty visits, each as soon as the one before has ended: one widget, one link, the panel open, the draft in the
/// field and the log where it was read.
pub(super) async fn twenty_visits_of_turbo_change_nothing(stage: &mut Stage) -> Result<()> {
    let page = stage.page();
    let address = format!("http://{}/foreign/turbo-drive.html", stage.backend.addr());
    page.open(&address).await?;
    page.wait_until::<Value>("the page has started", "window.shop").await?;
    let config = json!({ "apiBase": format!("http://{}", stage.backend.addr()) });
    page.run::<()>(&format!("shop.make({config}).mount();")).await?;
    let widget = Widget::nth(page, 0);
    widget.wait_connection("online").await?;
    widget.show_panel().await?;
    widget.ask("show me milk").await?;
    widget.ask("bread").await?;
    widget.press(&widget.part("input")).await?;
    page.type_text("and some chee").await?;
    let log = widget.part("log");
    page.run::<()>(&format!("{log}.scrollTo({{ top: 120, behavior: 'instant' }});")).await?;
    page.wait_until::<Value>("the log is where it is read", &format!("{log}.scrollTop === 120")).await?;

    for visit in 1..=VISITS {
        page.run::<()>(&format!(
            "window.left = document.body; Turbo.visit('/foreign/turbo-drive.html?page={visit}');"
        ))
        .await?;
        let arrived = format!("document.body !== left && location.search === '?page={visit}' && !{BUSY}");
        page.wait_until::<Value>(&format!("visit {visit}"), &arrived).await?;
        let kept = format!(
            "[hosts().length, {}.value, {log}.scrollTop, document.activeElement === hosts()[0]]",
            widget.part("input")
        );
        let kept: Value = page.eval(&kept).await?;
        assert_eq!(kept, json!([1, "and some chee", 120, true]), "after visit {visit}");
    }

    assert_eq!(stage.backend.inject().open_sockets(), 1);
    assert_eq!(stage.notes("onConnect").await?.len(), 1, "the link was never made anew");
    page.type_text("se").await?;
    let field = format!("{}.value === 'and some cheese'", widget.part("input"));
    page.wait_until::<Value>("the draft goes on", &field).await?;
    Ok(())
}

/// A script of the page that takes the widget out whenever it comes: the page goes on, without it.
pub(super) async fn a_page_that_does_not_want_it_has_its_way(stage: &mut Stage) -> Result<()> {
    let page = stage.page();
    let widget = stage.open("shop.html", json!([{}])).await?;
    widget.wait_connection("online").await?;
    page.run::<()>(
        "window.taken = 0;
         new MutationObserver(() => {
           for (const host of hosts()) {
             host.remove();
             window.taken += 1;
           }
         }).observe(document.body, { childList: true });
         hosts()[0].remove();",
    )
    .await?;
    page.wait_until::<Value>("it stays away", "hosts().length === 0 && taken > 0").await?;
    let taken: usize = page.eval("taken").await?;
    assert!(taken < 100, "{taken} times");
    page.run::<()>("shop.widgets[0].destroy();").await?;
    stage.backend.inject().wait_open_sockets(0).await;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}
