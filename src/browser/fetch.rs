//! What is fetched by HTTP.

use gloo_net::http::Request;

/// The longest text that is taken, in bytes of UTF-8; the words of a language are a tenth of it.
const MAX_BYTES: usize = 256 * 1024;

/// The text at an address, without credentials or a referrer of the page.
///
/// # Errors
/// A sentence that says what went wrong.
pub(crate) async fn text(url: &str) -> Result<String, String> {
    let said = |words: &str| ["VIZOCHOKWidget: ", url, ": ", words].concat();
    let request = Request::get(url)
        .credentials(web_sys::RequestCredentials::Omit)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    let response = request.send().await.map_err(|_| said("could not be fetched"))?;
    if !response.ok() {
        return Err(said(&["status ", &response.status().to_string()].concat()));
    }
    let text = response.text().await.map_err(|_| said("broke off"))?;
    if text.len() > MAX_BYTES {
        return Err(said("is too long"));
    }
    Ok(text)
}
