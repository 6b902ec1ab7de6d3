//! Signatures. Of webhooks: HMAC-SHA256 over `{timestamp}.{payload}`, keyed by a secret that both sides know.
//! The payload is the raw body; for the bodyless GET it is the query string. Of visitors: HMAC-SHA256 over the visitor id.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Header with the Unix seconds of sending.
pub const TIMESTAMP_HEADER: &str = "X-VIZOCHOK-Timestamp";
/// Header with `sha256=` and 64 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "X-VIZOCHOK-Signature";
/// A timestamp further away than this, either way, is refused. Seconds.
pub const TOLERANCE: u64 = 300;

/// The digest of these parts, one after the other.
fn mac(secret: &str, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    // HMAC takes a key of any length; `None` cannot happen.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac)
}

fn hex(mac: Option<Hmac<Sha256>>) -> String {
    let digest = mac.map(|mac| mac.finalize().into_bytes());
    digest.iter().flatten().map(|byte| format!("{byte:02x}")).collect()
}

/// The `userHash` of the second protocol: what a shop's server says who a visitor is by.
#[must_use]
pub fn sign_visitor(secret: &str, visitor_id: &str) -> String {
    hex(mac(secret, &[visitor_id.as_bytes()]))
}

/// Is this the `userHash` of the visitor? Compared in constant time.
#[must_use]
pub fn verify_visitor(secret: &str, visitor_id: &str, user_hash: &str) -> bool {
    match (from_hex(user_hash), mac(secret, &[visitor_id.as_bytes()])) {
        (Some(digest), Some(mac)) => mac.verify_slice(&digest).is_ok(),
        _ => false,
    }
}

/// The value of [`SIGNATURE_HEADER`] for this timestamp and payload.
#[must_use]
pub fn sign(secret: &str, timestamp: u64, payload: &[u8]) -> String {
    format!("sha256={}", hex(mac(secret, &[timestamp.to_string().as_bytes(), b".", payload])))
}

/// Is this the signature of the payload, and the timestamp near enough to `now` (Unix seconds)? Compared in constant
/// time.
#[must_use]
pub fn verify(secret: &str, now: u64, timestamp: &str, signature: &str, payload: &[u8]) -> bool {
    let recent = timestamp.parse::<u64>().is_ok_and(|sent| sent.abs_diff(now) <= TOLERANCE);
    let digest = signature.strip_prefix("sha256=").and_then(from_hex);
    match (recent, digest, mac(secret, &[timestamp.as_bytes(), b".", payload])) {
        (true, Some(digest), Some(mac)) => mac.verify_slice(&digest).is_ok(),
        _ => false,
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| {
            let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
            u8::from_str_radix(digits, 16).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_other_tools_make() {
        // printf '1700000000.{"skus":["milk-001"]}' | openssl dgst -sha256 -hmac whsec_demo
        let signature = sign("whsec_demo", 1_700_000_000, br#"{"skus":["milk-001"]}"#);
        assert_eq!(signature, "sha256=f8cf25529659fd149ff4bf14b3cb1c2a351d052e8e517834adef0dd7af84430d");
    }

    #[test]
    fn only_the_right_hash_names_a_visitor() {
        // printf '0b7c3a52-1111-4abc-8def-0123456789ab' | openssl dgst -sha256 -hmac idsec_demo
        let visitor = "0b7c3a52-1111-4abc-8def-0123456789ab";
        let hash = sign_visitor("idsec_demo", visitor);
        assert_eq!(hash, "32807d155e357cabf4ed059ec3f04724650f37923b03f44a1dc98fac2ce283fb");
        assert!(verify_visitor("idsec_demo", visitor, &hash));
        assert!(!verify_visitor("idsec_demo", &visitor.replace('0', "1"), &hash), "another visitor");
        assert!(!verify_visitor("other", visitor, &hash), "another secret");
        assert!(!verify_visitor("idsec_demo", visitor, hash.split_at(62).0), "cut short");
        assert!(!verify_visitor("idsec_demo", visitor, ""), "none");
    }

    #[test]
    fn only_the_right_recent_signature_passes() {
        let now = 1_700_000_000;
        let signature = sign("secret", now, b"body");
        let check = |secret: &str, at: u64, stamp: u64, signature: &str, body: &[u8]| {
            verify(secret, at, &stamp.to_string(), signature, body)
        };
        assert!(check("secret", now, now, &signature, b"body"));
        assert!(check("secret", now + 300, now, &signature, b"body"));
        assert!(check("secret", now - 300, now, &signature, b"body"));
        assert!(!check("secret", now + 301, now, &signature, b"body"), "old");
        assert!(!check("secret", now - 301, now, &signature, b"body"), "from the future");
        assert!(!check("secret", now, now + 1, &signature, b"body"), "another timestamp");
        assert!(!check("other", now, now, &signature, b"body"), "another secret");
        assert!(!check("secret", now, now, &signature, b"bodY"), "another body");
        assert!(!check("secret", now, now, signature.trim_start_matches("sha256="), b"body"), "no prefix");
        assert!(!check("secret", now, now, &signature.replace('a', ""), b"body"), "cut short");
        assert!(!verify("secret", now, "soon", &signature, b"body"), "no number");
    }
}
