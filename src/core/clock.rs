//! Time as the core sees it: milliseconds that never run backwards.
//!
//! Liveness has to be judged by the wall clock (a laptop that slept for eight hours must notice), yet
//! a wall clock can be set back by the user or by the network. [`Clock`] keeps the good half: it
//! follows the wall forwards and stands still for a moment when the wall jumps back.

/// A moment, in milliseconds since an arbitrary start. Only differences mean something.
pub type Millis = u64;

/// Seconds, as [`Millis`].
pub const SECOND: Millis = 1_000;
/// Minutes, as [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;

/// Turns readings of a wall clock into [`Millis`] that never run backwards.
///
/// A jump forwards is kept (the machine slept, or the clock was corrected; both ask for a check of
/// the link). A jump backwards counts as no time at all, and time goes on from there.
#[derive(Debug, Default)]
pub struct Clock {
    wall: Option<f64>,
    now: Millis,
}

impl Clock {
    /// The moment that belongs to a reading of the wall clock (`Date.now()`, milliseconds).
    /// A reading that is not a finite number counts as no time at all.
    pub fn read(&mut self, wall: f64) -> Millis {
        if wall.is_finite() {
            let passed = self.wall.map_or(0.0, |last| wall - last);
            if passed > 0.0 {
                // `as` saturates, so even an absurd jump cannot overflow.
                self.now = self.now.saturating_add(passed as Millis);
            }
            self.wall = Some(wall);
        }
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_wall_and_keeps_a_jump_forwards() {
        let mut clock = Clock::default();
        assert_eq!(clock.read(1_000_000.0), 0);
        assert_eq!(clock.read(1_000_250.0), 250);
        assert_eq!(clock.read(1_000_250.0 + 3_600_000.0), 3_600_250);
    }

    #[test]
    fn goes_on_after_the_wall_was_set_back() {
        let mut clock = Clock::default();
        clock.read(5_000_000.0);
        let before = clock.read(5_000_100.0);
        assert_eq!(clock.read(1_400_000.0), before);
        assert_eq!(clock.read(1_400_030.0), before + 30);
    }

    #[test]
    fn a_reading_that_is_no_number_changes_nothing() {
        let mut clock = Clock::default();
        clock.read(10.0);
        assert_eq!(clock.read(f64::NAN), 0);
        assert_eq!(clock.read(15.0), 5);
    }
}
