//! Serializers that read only what a policy asks for of a record, and stop at all else.

use std::fmt::{Display, Formatter};

use serde::Serialize;
use serde::ser::{
    self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use crate::limits::LIST_ITEMS_MAX;

/// Something that is to be read in another way.
#[derive(Debug)]
pub(super) struct Stop;

impl Display for Stop {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("this is read in another way")
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: Display>(_: T) -> Self {
        Stop
    }
}

/// Methods of a serializer that does not take what they are for.
macro_rules! stop {
    ($($name:ident($($argument:ty),*) $(-> $of:ident)?;)*) => {
        $(stop!(@ $name($($argument),*) $($of)?);)*
    };
    (@ $name:ident($($argument:ty),*)) => {
        fn $name(self, $(_: $argument),*) -> Result<Self::Ok, Stop> { Err(Stop) }
    };
    (@ $name:ident($($argument:ty),*) $of:ident) => {
        fn $name(self, $(_: $argument),*) -> Result<Self::$of, Stop> { Err(Stop) }
    };
}

/// What no serializer here takes.
macro_rules! stop_variants {
    () => {
        stop! {
            serialize_bytes(&[u8]);
            serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
            serialize_tuple_variant(&'static str, u32, &'static str, usize)
                -> SerializeTupleVariant;
            serialize_struct_variant(&'static str, u32, &'static str, usize)
                -> SerializeStructVariant;
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<Self::Ok, Stop> {
            Err(Stop)
        }

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Stop> {
            value.serialize(self)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<Self::Ok, Stop> {
            value.serialize(self)
        }
    };
}

/// Something that is told each member of a record.
pub(super) trait Visit {
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T);
}

/// Takes a record, and tells its members.
pub(super) struct Members<'a, V>(pub(super) &'a mut V);

impl<'a, V: Visit> Serializer for Members<'a, V> {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Impossible<(), Stop>;
    type SerializeTuple = Impossible<(), Stop>;
    type SerializeTupleStruct = Impossible<(), Stop>;
    type SerializeTupleVariant = Impossible<(), Stop>;
    type SerializeMap = Entries<'a, V>;
    type SerializeStruct = Entries<'a, V>;
    type SerializeStructVariant = Impossible<(), Stop>;

    stop_variants!();
    stop! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
        serialize_seq(Option<usize>) -> SerializeSeq;
        serialize_tuple(usize) -> SerializeTuple;
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Stop> {
        Ok(Entries { visit: self.0, key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Stop> {
        Ok(Entries { visit: self.0, key: None })
    }
}

/// The members of a record, one after another.
pub(super) struct Entries<'a, V> {
    visit: &'a mut V,
    key: Option<String>,
}

impl<V: Visit> SerializeStruct for Entries<'_, V> {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        self.visit.member(key, value);
        Ok(())
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl<V: Visit> SerializeMap for Entries<'_, V> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        let text = |scalar: Scalar<'_>| scalar.text().map(ToString::to_string);
        self.key = Some(key.serialize(Take { scalar: text, items: false })?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.visit.member(&self.key.take().ok_or(Stop)?, value);
        Ok(())
    }

    fn serialize_entry<K: Serialize + ?Sized, T: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &T,
    ) -> Result<(), Stop> {
        let tell = |scalar: Scalar<'_>| {
            self.visit.member(scalar.text()?, value);
            Some(())
        };
        key.serialize(Take { scalar: tell, items: false })
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// A value without parts.
pub(super) enum Scalar<'a> {
    Null,
    Flag(bool),
    Number,
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    fn text(&self) -> Option<&'a str> {
        match self {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Takes one value without parts, or where there may be `items`, each item of a list.
pub(super) struct Take<F> {
    pub(super) scalar: F,
    pub(super) items: bool,
}

impl<R, F: FnMut(Scalar<'_>) -> Option<R>> Take<F> {
    fn scalar(mut self, scalar: Scalar<'_>) -> Result<R, Stop> {
        if self.items { Err(Stop) } else { (self.scalar)(scalar).ok_or(Stop) }
    }
}

macro_rules! numbers {
    ($($name:ident($number:ty);)*) => {
        $(fn $name(self, _: $number) -> Result<R, Stop> { self.scalar(Scalar::Number) })*
    };
}

impl<R: Default, F: FnMut(Scalar<'_>) -> Option<R>> Serializer for Take<F> {
    type Ok = R;
    type Error = Stop;
    type SerializeSeq = Items<F>;
    type SerializeTuple = Items<F>;
    type SerializeTupleStruct = Impossible<R, Stop>;
    type SerializeTupleVariant = Impossible<R, Stop>;
    type SerializeMap = Impossible<R, Stop>;
    type SerializeStruct = Impossible<R, Stop>;
    type SerializeStructVariant = Impossible<R, Stop>;

    stop_variants!();
    stop! {
        serialize_map(Option<usize>) -> SerializeMap;
        serialize_struct(&'static str, usize) -> SerializeStruct;
    }
    numbers! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
    }

    // JSON has no word for what is no number, and writes null.
    fn serialize_f32(self, number: f32) -> Result<R, Stop> {
        if number.is_finite() { self.scalar(Scalar::Number) } else { Err(Stop) }
    }

    fn serialize_f64(self, number: f64) -> Result<R, Stop> {
        if number.is_finite() { self.scalar(Scalar::Number) } else { Err(Stop) }
    }

    fn serialize_bool(self, flag: bool) -> Result<R, Stop> {
        self.scalar(Scalar::Flag(flag))
    }

    fn serialize_char(self, char: char) -> Result<R, Stop> {
        self.scalar(Scalar::Text(char.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, text: &str) -> Result<R, Stop> {
        self.scalar(Scalar::Text(text))
    }

    fn serialize_none(self) -> Result<R, Stop> {
        self.scalar(Scalar::Null)
    }

    fn serialize_unit(self) -> Result<R, Stop> {
        self.scalar(Scalar::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<R, Stop> {
        self.scalar(Scalar::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<R, Stop> {
        self.scalar(Scalar::Text(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<F>, Stop> {
        if self.items { Ok(Items { scalar: self.scalar, count: 0 }) } else { Err(Stop) }
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<F>, Stop> {
        self.serialize_seq(None)
    }
}

/// The items of a list, one after another.
pub(super) struct Items<F> {
    scalar: F,
    count: usize,
}

impl<F> Items<F> {
    fn item<R: Default, T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Stop>
    where
        F: FnMut(Scalar<'_>) -> Option<R>,
    {
        self.count += 1;
        if self.count > LIST_ITEMS_MAX {
            return Err(Stop);
        }
        // One type for however deep the lists are.
        let scalar: &mut dyn FnMut(Scalar<'_>) -> Option<R> = &mut self.scalar;
        item.serialize(Take { scalar, items: false }).map(|_| ())
    }
}

impl<R: Default, F: FnMut(Scalar<'_>) -> Option<R>> SerializeSeq for Items<F> {
    type Ok = R;
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Stop> {
        self.item(item)
    }

    fn end(self) -> Result<R, Stop> {
        Ok(R::default())
    }
}

impl<R: Default, F: FnMut(Scalar<'_>) -> Option<R>> SerializeTuple for Items<F> {
    type Ok = R;
    type Error = Stop;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Stop> {
        self.item(item)
    }

    fn end(self) -> Result<R, Stop> {
        Ok(R::default())
    }
}
