use super::*;

fn raw() -> RawConfig {
    RawConfig { api_key: "pk_test".into(), store_id: "shop".into(), ..RawConfig::default() }
}

#[test]
fn a_key_and_a_store_are_enough() {
    let (config, faults) = Config::check(raw()).unwrap();
    assert_eq!(faults, []);
    assert_eq!((config.api_key.as_str(), config.store_id.as_str()), ("pk_test", "shop"));
    assert_eq!((config.language, config.position), (Language::Uk, Position::BottomRight));
    assert_eq!(
        (config.api_base.as_str(), config.bot_name.as_str()),
        ("https://api.vizochok.com", "Помічник")
    );
    assert_eq!(config.theme_properties(), []);
}
