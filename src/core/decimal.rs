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

    /// This number × `times` / `per`, rounded half away from zero only behind the last digit there is room
    /// for. `None` for a `per` of zero and for what is too large.
    pub fn scaled(self, times: u32, per: u32) -> Option<Self> {
        let (product, per) = (self.mantissa.checked_mul(i64::from(times))?, i64::from(per));
        let (mut mantissa, mut rest) = (product.checked_div(per)?, product.checked_rem(per)?);
        let mut scale = self.scale;
        while rest != 0 && scale < MAX_SCALE {
            // The rest is smaller than a `u32`, so ten times as much always fits.
            let tens = rest.checked_mul(10)?;
            let longer = mantissa.checked_mul(10)?;
            if longer.unsigned_abs() >= MANTISSA_END.unsigned_abs() {
                break;
            }
            mantissa = longer.checked_add(tens.checked_div(per)?)?;
            rest = tens.checked_rem(per)?;
            scale = scale.saturating_add(1);
        }
        let up = divide_half_away(rest, per);
        Self::normalised(mantissa.checked_add(up)?, scale)
    }

    /// The nearest number of so many significant digits, half away from zero; its whole part stays whole.
    pub fn round_to_digits(self, digits: u32) -> Self {
        let all = self.mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log.saturating_add(1));
        let excess = all.saturating_sub(digits).min(u32::from(self.scale));
        let excess = u8::try_from(excess).unwrap_or(self.scale);
        let mantissa = divide_half_away(self.mantissa, pow10(excess));
        Self::normalised(mantissa, self.scale.saturating_sub(excess)).unwrap_or(self)
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
mod tests;
