//! Content Security Policies: none of them may need an exception for the widget.

use anyhow::Result;
use serde_json::Value;
use vizochok_browser_tests::{Setting, Stage, stories};

/// As strict as a shop can be and still use a WebAssembly program and a WebSocket.
const STRICT: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:";

/// No script for its address, only for the nonce of its tag.
const NONCE: &str = "default-src 'self'; script-src 'nonce-n' 'wasm-unsafe-eval'; connect-src 'self' ws:";

stories! {
    a_strict_policy_is_not_violated = Setting::default().policy(STRICT),
    trusted_types_are_not_violated
        = Setting::default().policy(&format!("{STRICT}; require-trusted-types-for 'script'")),
    a_script_tag_violates_nothing_either
        = Setting::default().policy(&format!("{STRICT}; require-trusted-types-for 'script'")),
    a_nonce_lets_the_script_and_all_that_it_loads_in = Setting::default().policy(NONCE),
}

async fn a_turn_without_violations(stage: &Stage, file: &str) -> Result<()> {
    let widget = stage.open_shop(file).await?;
    widget.ask("show me milk").await?;
    widget.press(&widget.on_card("milk-001", 0, "add")).await?;
    widget.wait_quantity("milk-001", "1").await?;
    stage.backend.inject().send_text(r#"{"type":"error","code":"agent_busy"}"#);
    stage.wait_calls("onError", 1).await?;
    widget.press(&widget.part("close")).await?;
    widget.wait_gone(&widget.part("panel")).await?;
    assert_eq!(stage.complaints().await?, [] as [Value; 0]);
    Ok(())
}

async fn a_strict_policy_is_not_violated(stage: &mut Stage) -> Result<()> {
    a_turn_without_violations(stage, "shop.html").await?;
    // The page does hear of violations: an image from elsewhere is one.
    stage.page().run::<()>("new Image().src = 'http://127.0.0.2/none.png';").await?;
    stage.wait_notes("violation", 1).await?;
    Ok(())
}

async fn trusted_types_are_not_violated(stage: &mut Stage) -> Result<()> {
    a_turn_without_violations(stage, "shop.html").await?;
    // Where the engine has them, it does say so.
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
    a_turn_without_violations(stage, "script-tag.html").await
}

async fn a_nonce_lets_the_script_and_all_that_it_loads_in(stage: &mut Stage) -> Result<()> {
    a_turn_without_violations(stage, "script-tag.html").await
}
