//! What a key path names, for `[provenance]` and `--set`.

use super::key;
use super::shape::Shape;
use super::suggest::{closest, did_you_mean};
use super::tree::Node;

/// Names of items among which the one that was meant is looked for.
const MOST_NAMES: usize = 100;

/// Something that a key path names.
pub(crate) struct Found<'s> {
    /// The path in the form that problems use: items of lists by name.
    pub(crate) path: String,
    /// Its shape; `None` for a part of a leaf, such as one number of a list of numbers.
    pub(crate) shape: Option<&'s Shape>,
}

/// Why a key path names nothing.
pub(crate) struct Unknown {
    /// The path up to the segment that is not known.
    pub(crate) path: String,
    /// Whether an item is missing, rather than a key that cannot exist.
    pub(crate) is_item: bool,
    /// Which segment that is.
    pub(crate) at: usize,
    /// The known name that may have been meant, as a question.
    pub(crate) hint: Option<String>,
}

/// Follows a key path. A key of a table need not be in the tree, because a file may speak of keys that only another
/// file sets; an item of a list or map must be, because its name is known from nowhere else.
pub(crate) fn locate<'s>(
    segments: &[String],
    shape: &'s Shape,
    tree: &Node,
) -> Result<Found<'s>, Unknown> {
    let mut path = String::new();
    let mut shape = Some(shape);
    let mut node = Some(tree);
    for (at, segment) in segments.iter().enumerate() {
        let child = node.and_then(|node| node.child(segment));
        let within = shape.and_then(|shape| shape.within(segment));
        let is_item = !matches!(shape, Some(Shape::Table(_)));
        let known = if is_item {
            child.is_some()
        } else {
            within.is_some()
        };
        if !known {
            let hint = if is_item {
                let items = node.map(Node::child_names).unwrap_or_default();
                closest(segment, items.into_iter().take(MOST_NAMES)).map(did_you_mean)
            } else {
                closest(segment, shape.into_iter().flat_map(Shape::keys)).map(did_you_mean)
            };
            return Err(Unknown {
                path: key::join(&path, segment),
                is_item,
                at,
                hint,
            });
        }
        let name = child.as_ref().map_or(segment, |(name, _)| name);
        path = key::join(&path, name);
        shape = within;
        node = child.map(|(_, node)| node);
    }
    Ok(Found { path, shape })
}
