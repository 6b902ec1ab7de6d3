//! A page's object for tests: it answers a deserializer as `serde-wasm-bindgen` does. Only the named
//! fields of a struct are asked for; a function is an error to `deserialize_any`.

use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor, value::MapDeserializer,
};

/// A JavaScript value.
#[derive(Clone, Debug)]
pub(super) enum Js {
    Null,
    Flag(bool),
    Number(f64),
    Text(&'static str),
    List,
    Object(Vec<(&'static str, Js)>),
    Function,
    /// A getter of a page that must never be asked for.
    Trap,
}

impl<'de> Deserializer<'de> for Js {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Flag(flag) => visitor.visit_bool(flag),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                visitor.visit_i64(number as i64)
            }
            Self::Number(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_string(text.to_owned()),
            Self::List => visitor.visit_seq(serde::de::value::SeqDeserializer::new(std::iter::empty::<u8>())),
            Self::Object(_) => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, &str)>())),
            Self::Function => Err(Error::custom("invalid type")),
            Self::Trap => panic!("this field is the page's own"),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if matches!(self, Self::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Object(own) => visitor.visit_map(Fields { own, names: fields.iter(), value: None }),
            Self::List => visitor.visit_map(Fields { own: Vec::new(), names: [].iter(), value: None }),
            _ => Err(Error::custom("invalid type")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields {
    own: Vec<(&'static str, Js)>,
    names: std::slice::Iter<'static, &'static str>,
    value: Option<Js>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        for name in self.names.by_ref() {
            if let Some((_, value)) = self.own.iter().find(|(own, _)| own == name) {
                self.value = Some(value.clone());
                let name: StrDeserializer<'_, Error> = name.into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.value.take().unwrap())
    }
}
