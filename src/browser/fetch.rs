//! What is fetched by HTTP.

use gloo_net::http::Request;
use web_sys::{ReferrerPolicy, RequestCredentials, RequestInit};

/// The longest text that is taken, in bytes of UTF-8; the words of a language are a tenth of it.
const MAX_BYTES: usize = 256 * 1024;

/// The text at an address, without credentials or a referrer of the page.
///
/// # Errors
/// A sentence that says what went wrong.
pub(crate) async fn text(url: &str) -> Result<String, String> {
    let said = |words: &str| ["VIZOCHOKWidget: ", url, ": ", words].concat();
    let options = RequestInit::new();
    options.set_credentials(RequestCredentials::Omit);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    // Made here: gloo's builder brings what reads and writes queries and headers.
    let failed = || said("could not be fetched");
    let request = web_sys::Request::new_with_str_and_init(url, &options).map_err(|_| failed())?;
    let response = Request::from(request).send().await.map_err(|_| failed())?;
    if !response.ok() {
        return Err(said(&["status ", &response.status().to_string()].concat()));
    }
    let text = response.text().await.map_err(|_| said("broke off"))?;
    if text.len() > MAX_BYTES {
        return Err(said("is too long"));
    }
    Ok(text)
}
