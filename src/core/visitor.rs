//! Who asks, for a protocol that tells visitors apart.

/// A UUID of version 4 (RFC 9562 §5.4) made of `entropy`, which is to come from a source that cannot be
/// guessed: whoever knows it can speak as the visitor.
pub fn visitor_id(entropy: [u8; 16]) -> String {
    let mut id = String::with_capacity(36);
    for (index, byte) in entropy.into_iter().enumerate() {
        let byte = match index {
            6 => (byte & 0x0f) | 0x40,
            8 => (byte & 0x3f) | 0x80,
            _ => byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        for half in [byte >> 4, byte & 0xf] {
            id.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::visitor_id;

    #[test]
    fn the_bits_are_those_of_version_4() {
        assert_eq!(visitor_id([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(visitor_id([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let counted = std::array::from_fn(|index| u8::try_from(index * 17).unwrap());
        assert_eq!(visitor_id(counted), "00112233-4455-4677-8899-aabbccddeeff");
    }
}
