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

#[test]
fn scaling_is_exact_as_far_as_there_are_digits() {
    for (number, times, per, scaled) in [
        ("300", 6, 4, Some("450")),
        ("0.1", 3, 1, Some("0.3")),
        ("1", 1, 3, Some("0.333333333")),
        ("2", 1, 3, Some("0.666666667")),
        ("-2", 1, 3, Some("-0.666666667")),
        ("1.5", 7, 7, Some("1.5")),
        ("0.000000001", 1, 2, Some("0.000000001")),
        ("0.000000001", 1, 3, Some("0")),
        ("123456789012345678", 1, 7, Some("17636684144620811.1")),
        ("5", 4_294_967_295, 4_294_967_295, Some("5")),
        ("999999999999999999", 4_294_967_295, 1, None),
        ("1", 1, 0, None),
    ] {
        assert_eq!(dec(number).scaled(times, per), scaled.map(dec), "{number} × {times} / {per}");
    }
}

#[test]
fn rounding_to_digits_leaves_the_whole_part() {
    for (number, digits, rounded) in [
        ("0", 3, "0"),
        ("0.333333333", 2, "0.33"),
        ("0.666666667", 2, "0.67"),
        ("0.004166667", 2, "0.0042"),
        ("33.333", 3, "33.3"),
        ("1333.5", 3, "1334"),
        ("99.96", 3, "100"),
        ("-1.235", 3, "-1.24"),
        ("12345", 2, "12345"),
        ("999999999999999999", 1, "999999999999999999"),
    ] {
        assert_eq!(dec(number).round_to_digits(digits), dec(rounded), "{number} to {digits}");
    }
}
