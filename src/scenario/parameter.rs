//! The `parameters!` macro: one list from which come the type, the documentation and the checks.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

use super::problem::Problem;
use super::shape::{Described, Shape};

/// One key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The key, within its section.
    pub key: &'static str,
    /// What it means: the field's doc comment.
    pub meaning: &'static str,
    /// What may be written there.
    pub shape: Shape,
}

/// A value that is checked as a whole: a number, a list of numbers, a switch, a word.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The unit, empty for what is not a quantity.
    pub unit: &'static str,
    /// The Rust type, as written in the list.
    pub kind: &'static str,
    /// Smallest and largest value allowed, of every number in the leaf; `None` for what is not a quantity.
    pub range: Option<(f64, f64)>,
    /// Whether a TOML value can be read as the type: see [`read_leaf`].
    pub read: fn(&toml::Value, &mut Vec<String>) -> Result<(), String>,
    /// The JSON Schema of the type, without its range.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// A configuration type of which the keys are known: what [`parameters!`](crate::parameters) defines, and
/// lists (`Vec`) and named collections (`BTreeMap<String, _>`) of such types.
pub trait Section {
    /// The keys, with their meanings, units and ranges.
    const SHAPE: Shape;

    /// Finds every value outside its range; `path` is the key path of `self`, empty for the whole configuration.
    fn check(&self, path: &str, problems: &mut Vec<Problem>)
    where
        Self: Serialize + Sized,
    {
        match toml::Value::try_from(self) {
            Ok(value) => Self::SHAPE.check(&value, path, problems),
            Err(error) => problems.push(Problem::new(path, error.to_string())),
        }
    }

    /// Lists every parameter with its full key path, in the order of declaration; `*` stands for any item.
    fn describe(path: &str, out: &mut Vec<Described>) {
        Self::SHAPE.describe(path, "", out);
    }
}

impl<T: Section> Section for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

impl<T: Section> Section for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
}

/// Tries to read a TOML value as a `T`; keys within it that `T` does not know are added to `unknown`.
///
/// # Errors
/// What is wrong with the value, if it is not a `T`.
pub fn read_leaf<T: DeserializeOwned>(
    value: &toml::Value,
    unknown: &mut Vec<String>,
) -> Result<(), String> {
    serde_ignored::deserialize(value.clone(), |path| unknown.push(path.to_string()))
        .map(|_: T| ())
        .map_err(|error: toml::de::Error| error.message().to_owned())
}

/// The JSON Schema of a `T`.
pub fn leaf_schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

/// Defines configuration structs from one list, so that meaning, unit and range are stated once.
///
/// A field is `key: Type, form;` with one of these forms:
///
/// - `"unit", low..=high` for a quantity: a number, or an array, list or map of numbers, each within the range;
/// - `switch` for a `bool`;
/// - `plain` for another type that serde can read and schemars describe: a text, an enum;
/// - `nested` for a struct defined by this macro, or a `Vec` or `BTreeMap<String, _>` of one.
///
/// The doc comments are also the meanings kept for generated documentation.
///
/// ```
/// use casework::scenario::{Described, Problem, Section};
///
/// casework::parameters! {
///     /// How much work arrives.
///     pub struct Demand {
///         /// Families referred in a year.
///         referrals_per_year: f64, "families/year", 0.0..=20_000.0;
///         /// Whether referrals follow the seasons.
///         seasonal: bool, switch;
///     }
/// }
///
/// let demand = Demand { referrals_per_year: -3.0, seasonal: true };
/// let mut problems = Vec::new();
/// demand.check("demand", &mut problems);
/// assert_eq!(problems, [Problem::new("demand.referrals_per_year", "must be between 0 and 20000, but is -3")]);
///
/// let mut described = Vec::new();
/// Demand::describe("demand", &mut described);
/// assert_eq!(described[0].meaning, "Families referred in a year.");
/// assert_eq!(described[1].key, "demand.seasonal");
/// ```
#[macro_export]
macro_rules! parameters {
    ($(
        $(#[doc = $about:literal])*
        pub struct $section:ident {
            $(
                $(#[doc = $meaning:literal])*
                $key:ident: $type:ty, $form:tt $(, $range:expr)?;
            )*
        }
    )*) => { $(
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
        pub struct $section {
            $(
                $(#[doc = $meaning])*
                pub $key: $type,
            )*
        }

        impl $crate::scenario::Section for $section {
            const SHAPE: $crate::scenario::Shape = $crate::scenario::Shape::Table(&[
                $($crate::scenario::Parameter {
                    key: stringify!($key),
                    meaning: concat!($($meaning),*).trim_ascii(),
                    shape: $crate::parameters!(@shape $type, $form $(, $range)?),
                },)*
            ]);
        }
    )* };

    (@shape $type:ty, nested) => { <$type as $crate::scenario::Section>::SHAPE };
    (@shape $type:ty, switch) => { $crate::parameters!(@leaf $type, "", None) };
    (@shape $type:ty, plain) => { $crate::parameters!(@leaf $type, "", None) };
    (@shape $type:ty, $unit:literal, $range:expr) => {
        $crate::parameters!(@leaf $type, $unit, Some((*($range).start() as f64, *($range).end() as f64)))
    };
    (@leaf $type:ty, $unit:literal, $range:expr) => {
        $crate::scenario::Shape::Leaf($crate::scenario::Leaf {
            unit: $unit,
            kind: stringify!($type),
            range: $range,
            read: $crate::scenario::read_leaf::<$type>,
            schema: $crate::scenario::leaf_schema::<$type>,
        })
    };
}
