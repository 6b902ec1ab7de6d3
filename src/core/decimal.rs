//! Exact decimal numbers: money and quantities.
//!
//! A price of `45.90` and a step of `0.1` have no exact binary form, and 0.1 + 0.2 must be 0.3 on the
//! screen and in a frame. Numbers therefore keep their decimal digits from the text of a frame to the
//! text of an answer; `f64` appears only where a page's callback demands a JavaScript number.

use std::cmp::Ordering;
use std::fmt;

/// Digits after the point, at most.
const MAX_SCALE: u8 = 9;
/// Significant digits, at most.
const MAX_DIGITS: i64 = 18;
/// Ten to the power of [`MAX_DIGITS`]: the first mantissa out of range.
const MANTISSA_END: i64 = 1_000_000_000_000_000_000;
/// Two to the power of 53: up to here an `f64` holds every integer.
const F64_EXACT: u64 = 1 << 53;

/// An exact decimal number of at most 18 significant digits, at most 9 of them after the point.
///
/// The mantissa carries no trailing zeros behind the point, so equal values are equal bit by bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

impl Decimal {
    /// 0.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    /// 1.
    pub const ONE: Self = Self { mantissa: 1, scale: 0 };

    /// A whole number. Beyond ±(10^18 − 1) it stays at that bound.
    pub const fn from_int(value: i64) -> Self {
        let mantissa = if value >= MANTISSA_END {
            MANTISSA_END - 1
        } else if value <= -MANTISSA_END {
            1 - MANTISSA_END
        } else {
            value
        };
        Self { mantissa, scale: 0 }
    }

    /// Reads the text of a JSON number, exponent included (RFC 8259 §6; leading zeros are forgiven).
    ///
    /// Digits beyond the ninth after the point or beyond the eighteenth in all are rounded half away
    /// from zero. `None` for any other text, and for a magnitude of 10^18 and more.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }

        // The value is 0.DDDD × 10^point, where D are the significant digits.
        let mut significant =
            whole.bytes().chain(fraction.bytes()).skip_while(|byte| *byte == b'0').peekable();
        if significant.peek().is_none() {
            return Some(Self::ZERO);
        }
        let leading_zeros = whole.bytes().chain(fraction.bytes()).take_while(|byte| *byte == b'0').count();
        let point = i64::try_from(whole.len())
            .ok()?
            .saturating_sub(i64::try_from(leading_zeros).ok()?)
            .saturating_add(exponent);
        if point > MAX_DIGITS {
            return None;
        }
        let kept = point.saturating_add(i64::from(MAX_SCALE)).min(MAX_DIGITS);
        if kept < 0 {
            return Some(Self::ZERO);
        }
        let mut mantissa: i64 = 0;
        for _ in 0..kept {
            let digit = significant.next().map_or(0, |byte| i64::from(byte.wrapping_sub(b'0')));
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        if significant.next().is_some_and(|byte| byte >= b'5') {
            mantissa = mantissa.checked_add(1)?;
        }
        let scale = u8::try_from(kept.saturating_sub(point)).ok()?;
        Self::normalised(if negative { mantissa.checked_neg()? } else { mantissa }, scale)
    }

    /// A number handed in by a page: the shortest decimal that reads back as the same `f64`, which is
    /// what JavaScript prints. `None` when it is not finite or not within ±10^18.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() || value.abs() >= MANTISSA_END as f64 {
            return None;
        }
        let mut nearest = None;
        for scale in 0..=MAX_SCALE {
            let shifted = value * pow10(scale) as f64;
            if shifted.abs() >= MANTISSA_END as f64 {
                break;
            }
            // `as` truncates towards zero, so half a unit away from zero makes it round.
            let candidate = Self::normalised((shifted + 0.5_f64.copysign(value)) as i64, scale);
            nearest = candidate.or(nearest);
            if candidate.is_some_and(|decimal| decimal.to_f64() == value) {
                break;
            }
        }
        nearest
    }

    /// The nearest `f64`, ties to even: what parsing the text would give.
    pub fn to_f64(self) -> f64 {
        let magnitude = self.mantissa.unsigned_abs();
        let divisor = pow10(self.scale).unsigned_abs();
        let value = if magnitude <= F64_EXACT {
            // Both operands are exact, and a division of exact operands is rounded once.
            magnitude as f64 / divisor as f64
        } else {
            divide_rounding_once(magnitude, divisor)
        };
        if self.mantissa < 0 { -value } else { value }
    }

    /// Exact sum; `None` when it needs more digits than there are.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::normalised(left.checked_add(right)?, scale)
    }

    /// Exact difference; `None` when it needs more digits than there are.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::normalised(left.checked_sub(right)?, scale)
    }

    /// Product: exact up to 18 digits of which 9 after the point, beyond that rounded half away from
    /// zero. `None` when the magnitude reaches 10^18.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (mut left, mut right) = (self, other);
        let product = loop {
            if let Some(product) = left.mantissa.checked_mul(right.mantissa) {
                break product;
            }
            // Too many digits to multiply: give up the last one of the finer operand.
            let finer = if left.scale >= right.scale { &mut left } else { &mut right };
            let scale = finer.scale.checked_sub(1)?;
            *finer = Self { mantissa: divide_half_away(finer.mantissa, 10), scale };
        };
        let mut scale = left.scale.saturating_add(right.scale);
        let excess = scale.saturating_sub(MAX_SCALE);
        scale = scale.min(MAX_SCALE);
        // 10^18 still fits, and two scales of at most 9 exceed 9 by at most 9.
        Self::normalised(divide_half_away(product, pow10(excess)), scale)
    }

    /// The nearest multiple of `step`, half away from zero. A step that is not positive, or a multiple
    /// out of range, leaves the number as it is.
    pub fn round_to_step(self, step: Self) -> Self {
        let multiple = || {
            let (value, step_units, scale) = self.aligned(step)?;
            let count = divide_half_away(value, step_units);
            Self::normalised(count.checked_mul(step_units)?, scale)
        };
        if step.is_positive() { multiple().unwrap_or(self) } else { self }
    }

    /// The whole number; `None` when there is something behind the point.
    pub const fn to_int(self) -> Option<i64> {
        if self.scale == 0 { Some(self.mantissa) } else { None }
    }

    /// Whether it is 0.
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether it is less than 0.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether it is greater than 0.
    pub const fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// The shortest plain decimal: `45.9`, `0.1`, `-3`. It is a JSON number.
    pub fn to_text(self) -> String {
        let mut digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        while digits.len() <= scale {
            digits.insert(0, '0');
        }
        if scale > 0 {
            digits.insert(digits.len().saturating_sub(scale), '.');
        }
        if self.mantissa < 0 {
            digits.insert(0, '-');
        }
        digits
    }

    /// Takes off trailing zeros behind the point; `None` when the mantissa stays out of range.
    fn normalised(mut mantissa: i64, mut scale: u8) -> Option<Self> {
        while scale > 0 && mantissa.checked_rem(10) == Some(0) {
            mantissa = mantissa.checked_div(10)?;
            scale = scale.saturating_sub(1);
        }
        (mantissa.unsigned_abs() < MANTISSA_END.unsigned_abs()).then_some(Self { mantissa, scale })
    }

    /// Both mantissas at the finer of the two scales.
    fn aligned(self, other: Self) -> Option<(i64, i64, u8)> {
        let scale = self.scale.max(other.scale);
        let shift = |number: Self| number.mantissa.checked_mul(pow10(scale.saturating_sub(number.scale)));
        Some((shift(self)?, shift(other)?, scale))
    }

    /// The whole part, and the fraction in billionths; both carry the sign.
    fn parts(self) -> (i64, i64) {
        let unit = pow10(self.scale);
        let whole = self.mantissa.checked_div(unit).unwrap_or(0);
        let rest = self.mantissa.checked_rem(unit).unwrap_or(0);
        (whole, rest.saturating_mul(pow10(MAX_SCALE.saturating_sub(self.scale))))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_text())
    }
}

/// Ten to the power of `exponent`; the callers stay within 18.
fn pow10(exponent: u8) -> i64 {
    10_i64.saturating_pow(u32::from(exponent))
}

/// An exponent of a JSON number. One that no integer holds saturates, which decides the same.
fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.saturating_mul(10).saturating_add(i64::from(byte.wrapping_sub(b'0')));
    }
    Some(if negative { value.saturating_neg() } else { value })
}

/// Quotient rounded half away from zero; `divisor` is positive.
fn divide_half_away(value: i64, divisor: i64) -> i64 {
    let quotient = value.checked_div(divisor).unwrap_or(0);
    let rest = value.checked_rem(divisor).unwrap_or(0).unsigned_abs();
    // `rest >= divisor - rest` is `2 × rest >= divisor` without the overflow.
    if rest >= divisor.unsigned_abs().saturating_sub(rest) && rest > 0 {
        quotient.saturating_add(value.signum())
    } else {
        quotient
    }
}

/// `value / divisor` as the nearest `f64` for a value that no `f64` holds exactly: long division in
/// binary until 55 bits are known, with a last bit that remembers whether anything was left.
fn divide_rounding_once(value: u64, divisor: u64) -> f64 {
    let mut quotient = value.checked_div(divisor).unwrap_or(0);
    let mut rest = value.checked_rem(divisor).unwrap_or(0);
    let mut doublings: u32 = 0;
    while quotient < F64_EXACT.saturating_mul(2) {
        quotient = quotient.saturating_mul(2);
        rest = rest.saturating_mul(2);
        if rest >= divisor {
            rest = rest.saturating_sub(divisor);
            quotient = quotient.saturating_add(1);
        }
        doublings = doublings.saturating_add(1);
    }
    if rest > 0 {
        quotient |= 1;
    }
    quotient as f64 / 2_u64.saturating_pow(doublings) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn reads_every_spelling_of_a_json_number() {
        for (text, plain) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0e5", "0"),
            ("45.90", "45.9"),
            ("0.1", "0.1"),
            ("1e2", "100"),
            ("1E+2", "100"),
            ("12.5e-1", "1.25"),
            ("-3.10", "-3.1"),
            ("0.0000000004", "0"),
            ("0.0000000005", "0.000000001"),
            ("-0.0000000005", "-0.000000001"),
            ("0.00000000049999", "0"),
            ("1.23456789049", "1.23456789"),
            ("1.2345678905", "1.234567891"),
            ("999999999999999999", "999999999999999999"),
            ("99999999999999999.94", "99999999999999999.9"),
            ("99999999999999999.95", "100000000000000000"),
            ("9007199254740993", "9007199254740993"),
            ("0e999", "0"),
            ("1e-999", "0"),
            ("1e-99999999999999999999999", "0"),
            ("0.00000000000000000000012e22", "1.2"),
            ("1200000000000000000000000e-22", "120"),
        ] {
            assert_eq!(dec(text).to_text(), plain, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number_or_too_large() {
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "+1",
            "1e",
            "1e+",
            "1.e1",
            "0x10",
            " 1",
            "1 ",
            "1,5",
            "NaN",
            "Infinity",
            "1e999",
            "-1e999",
            "1000000000000000000",
            "999999999999999999.5",
            "1e99999999999999999999999",
            "--1",
            "1-",
            "١",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_thousand_steps_of_a_tenth_up_and_down_are_exact() {
        let step = dec("0.1");
        let mut value = Decimal::ZERO;
        for count in 1..=1_000_i64 {
            value = value.checked_add(step).unwrap();
            assert_eq!(value, Decimal::from_int(count).checked_mul(step).unwrap());
        }
        assert_eq!(value, Decimal::from_int(100));
        for _ in 0..1_000 {
            value = value.checked_sub(step).unwrap();
        }
        assert!(value.is_zero());
        assert_eq!(dec("0.1").checked_add(dec("0.2")), Some(dec("0.3")));
    }

    #[test]
    fn multiplies_and_rounds_once() {
        assert_eq!(dec("45.99").checked_mul(dec("0.3")), Some(dec("13.797")));
        assert_eq!(dec("0.00001").checked_mul(dec("0.00005")), Some(dec("0.000000001")));
        assert_eq!(dec("-0.00001").checked_mul(dec("0.00005")), Some(dec("-0.000000001")));
        assert_eq!(dec("123.123456789").checked_mul(Decimal::ZERO), Some(Decimal::ZERO));
        assert_eq!(dec("1e17").checked_mul(dec("10")), None);
        let large = dec("123.123456789").checked_mul(dec("2.123456789")).unwrap();
        assert!((large.to_f64() - 123.123456789 * 2.123456789).abs() < 1e-6);
    }

    #[test]
    fn sums_out_of_range_are_refused() {
        let most = dec("999999999999999999");
        assert_eq!(most.checked_add(Decimal::ONE), None);
        assert_eq!(most.checked_add(dec("0.1")), None);
        assert_eq!(most.checked_sub(most), Some(Decimal::ZERO));
        assert_eq!(Decimal::from_int(i64::MAX), most);
        assert_eq!(Decimal::from_int(i64::MIN).to_text(), "-999999999999999999");
    }

    #[test]
    fn orders_by_value() {
        let sorted =
            ["-2", "-1.5", "-1.2", "-0.5", "0", "0.000000001", "0.5", "1", "1.05", "1.5", "999999999999"];
        for (index, left) in sorted.iter().enumerate() {
            for (other, right) in sorted.iter().enumerate() {
                assert_eq!(dec(left).cmp(&dec(right)), index.cmp(&other), "{left} {right}");
            }
        }
        assert_eq!(dec("1.50"), dec("15e-1"));
        assert_eq!((dec("3.0").to_int(), dec("3.1").to_int()), (Some(3), None));
    }

    #[test]
    fn rounds_to_steps() {
        for (value, step, rounded) in [
            ("1.26", "0.1", "1.3"),
            ("1.25", "0.1", "1.3"),
            ("-1.25", "0.1", "-1.3"),
            ("1.24", "0.1", "1.2"),
            ("7", "3", "6"),
            ("7.5", "3", "9"),
            ("0.3", "0.25", "0.25"),
            ("5", "0", "5"),
            ("5.5", "-1", "5.5"),
        ] {
            assert_eq!(dec(value).round_to_step(dec(step)), dec(rounded), "{value} {step}");
        }
    }

    #[test]
    fn agrees_with_the_standard_library_about_f64() {
        let mut state: u64 = 42;
        let mut next = || {
            // splitmix64
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        for _ in 0..200_000 {
            let bits = next();
            let mantissa = (next() >> (bits % 60)) as i64 % MANTISSA_END;
            let scale = (bits >> 32) as u8 % 10;
            let Some(number) =
                Decimal::normalised(if bits & (1 << 50) == 0 { mantissa } else { -mantissa }, scale)
            else {
                panic!("{mantissa}")
            };
            let text = number.to_text();
            assert_eq!(dec(&text), number, "{text}");
            assert_eq!(
                number.to_f64().to_bits(),
                text.parse::<f64>().unwrap().to_bits() & !sign_of_zero(number),
                "{text}"
            );
            if mantissa.abs() < 1_000_000_000_000_000 {
                assert_eq!(Decimal::from_f64(number.to_f64()), Some(number), "{text}");
            }
        }
    }

    /// Zero has one form here, whatever sign a text gave to it.
    fn sign_of_zero(number: Decimal) -> u64 {
        if number.is_zero() { 1 << 63 } else { 0 }
    }

    #[test]
    fn numbers_of_a_page_are_read_as_javascript_prints_them() {
        for (number, text) in [
            (0.1, "0.1"),
            (45.9, "45.9"),
            (-0.0, "0"),
            (1e17, "100000000000000000"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333"),
            (2.675, "2.675"),
            (1e-12, "0"),
        ] {
            assert_eq!(Decimal::from_f64(number).unwrap().to_text(), text);
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e18, -1e300] {
            assert_eq!(Decimal::from_f64(number), None);
        }
    }
}
