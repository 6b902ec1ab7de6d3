//! Money and quantities as exact decimals.
//!
//! A JSON number such as `0.1` has no exact binary form, yet its shortest printed form is exact again: reading a
//! number by that form and writing it back the same way keeps every decimal of up to 15 significant digits as it was
//! written. Sums are made on decimals, so 0.1 + 0.2 is 0.3 on the wire too.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact decimal: a price in the store's currency, or a quantity in the product's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One piece, the default quantity.
    pub const ONE: Self = Self(Decimal::ONE);

    /// The sum; at the edge of the number range (28 digits) it stays at the first operand.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.checked_add(other.0).unwrap_or(self.0))
    }

    /// The difference; at the edge of the number range it stays at the first operand.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.checked_sub(other.0).unwrap_or(self.0))
    }

    /// The product; at the edge of the number range it stays at the first operand.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self(self.0.checked_mul(other.0).unwrap_or(self.0))
    }

    /// The quotient, cut at 28 digits; zero when `other` is zero.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Self {
        Self(self.0.checked_div(other.0).unwrap_or_default())
    }

    /// What a line of this price and quantity costs: rounded to hundredths, half up, as a till does.
    #[must_use]
    pub fn line_total(self, quantity: Self) -> Self {
        Self(self.times(quantity).0.round_dp_with_strategy(2, MidpointAwayFromZero))
    }

    /// Is this zero?
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Is this below zero?
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Is this a whole number of steps? A step of zero or less fits nothing.
    #[must_use]
    pub fn is_multiple_of(self, step: Self) -> bool {
        step > Self::ZERO && self.0.checked_rem(step.0).is_some_and(|rest| rest.is_zero())
    }

    /// The nearest multiple of `step` that is not below this amount.
    #[must_use]
    pub fn rounded_up_to(self, step: Self) -> Self {
        match self.0.checked_div(step.0) {
            Some(steps) if step > Self::ZERO => Self(steps.ceil()).times(step),
            _ => self,
        }
    }

    /// The nearest whole number, a half upwards.
    #[must_use]
    pub fn whole(self) -> Self {
        Self(self.0.round_dp_with_strategy(0, MidpointAwayFromZero))
    }

    /// A thousandth: grams to kilograms, millilitres to litres.
    #[must_use]
    pub fn thousandth(self) -> Self {
        self.times(Self(Decimal::new(1, 3)))
    }

    /// As money is written in words: always two places.
    #[must_use]
    pub fn money(self) -> String {
        format!("{:.2}", self.0.round_dp_with_strategy(2, MidpointAwayFromZero))
    }
}

impl From<u32> for Amount {
    fn from(number: u32) -> Self {
        Self(Decimal::from(number))
    }
}

impl FromStr for Amount {
    type Err = rust_decimal::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text).map(Self)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = self.0.normalize();
        match (number.scale(), number.to_i64(), number.to_f64()) {
            (0, Some(whole), _) => serializer.serialize_i64(whole),
            (_, _, Some(fraction)) => serializer.serialize_f64(fraction),
            _ => Err(serde::ser::Error::custom("an amount outside the range of JSON numbers")),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
        Ok(Amount(Decimal::from(number)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
        Ok(Amount(Decimal::from(number)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
        // `f64` prints its shortest form that reads back the same: the text the sender wrote.
        number.to_string().parse().map_err(|_| E::custom("a number outside the range of amounts"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn tenths_add_up_exactly() {
        let sum = amount("0.1").plus(amount("0.2"));
        assert_eq!(serde_json::to_string(&sum).unwrap(), "0.3");
        assert_eq!(amount("0.7").minus(amount("0.1")), amount("0.6"));
        assert!(amount("0.3").is_multiple_of(amount("0.1")));
        assert!(!amount("0.35").is_multiple_of(amount("0.1")));
        assert!(!amount("0.30000000000000004").is_multiple_of(amount("0.1")));
    }

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for text in ["0", "45.9", "42", "0.1", "1234567.89", "-3.5"] {
            assert_eq!(serde_json::to_string(&amount(text)).unwrap(), text);
        }
        assert_eq!(serde_json::to_string(&amount("42.00")).unwrap(), "42");
        assert!(serde_json::from_str::<Amount>("1e300").is_err());
        assert!(serde_json::from_str::<Amount>("\"5\"").is_err());
    }

    #[test]
    fn a_line_is_rounded_like_a_till() {
        assert_eq!(amount("45.99").line_total(amount("0.35")).to_string(), "16.1");
        assert_eq!(amount("0.25").rounded_up_to(amount("0.1")).to_string(), "0.3");
        assert_eq!(amount("5").money(), "5.00");
    }
}
