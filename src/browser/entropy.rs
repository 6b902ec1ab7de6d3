//! Random bytes that nobody can guess.

use super::window;

/// Sixteen bytes of the browser's own generator. Where it has none (no browser we name), of the clock and of
/// `Math.random`: still different from one another.
pub(crate) fn entropy() -> [u8; 16] {
    let mut bytes = [0; 16];
    let crypto = window().and_then(|window| window.crypto().ok());
    if crypto.is_none_or(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_err()) {
        let halves = [js_sys::Math::random().to_bits(), js_sys::Date::now().to_bits()];
        for (byte, random) in bytes.iter_mut().zip(halves.into_iter().flat_map(u64::to_le_bytes)) {
            *byte = random;
        }
    }
    bytes
}
