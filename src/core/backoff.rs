//! How long to wait before dialling again, and the small random generator that spreads the waits.
//!
//! The documented rule is `min(1000 * 2^attempt, 10000)` ms with ±25 % of jitter, 30 attempts. The
//! jitter is applied after the cap: applied before it, all clients that have reached the cap would
//! come back in the same instant for ever.

use super::clock::{Millis, SECOND};

/// Reconnect attempts in one series (documented).
pub const MAX_ATTEMPTS: u32 = 30;
/// The longest wait before jitter (documented).
pub const CAP: Millis = 10 * SECOND;
/// The shortest wait after the server refused one more socket for this key (close code 4029).
pub const CROWDED: Millis = 10 * SECOND;
/// Extra spread of the first attempt when a whole server goes away at once, so that ten thousand
/// clients do not come back within the same half second.
pub const RESTART_SPREAD: Millis = SECOND;

/// The wait before reconnect attempt number `attempt` (counted from 0), in milliseconds: within
/// ±25 % of the documented delay, for any number.
pub fn delay(attempt: u32, random: &mut Random) -> Millis {
    // 2^4 s is past the cap already, so the shift is bounded and cannot overflow.
    let base = SECOND.checked_shl(attempt.min(4)).unwrap_or(CAP).min(CAP);
    let quarter = base / 4;
    base.saturating_sub(quarter).saturating_add(random.up_to(quarter.saturating_mul(2)))
}

/// A splitmix64 generator: a few lines, seeded from outside, the same on every machine. It spreads
/// waits and makes ids that must not collide; it guards no secret.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `most`, both included, each as likely as the other (the bias of the
    /// remainder is below 2^-40 for the spans used here).
    pub fn up_to(&mut self, most: u64) -> u64 {
        match most.checked_add(1) {
            Some(span) => self.bits().checked_rem(span).unwrap_or(0),
            None => self.bits(),
        }
    }
}
