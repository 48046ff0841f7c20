//! Key paths such as `team.North.count` or `team."East office".count`.

use std::ops::Range;

/// `path` with one more segment, quoted when it is not a bare key.
pub(crate) fn join(path: &str, segment: &str) -> String {
    let bare = !segment.is_empty()
        && segment
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let segment = if bare {
        segment.to_owned()
    } else {
        format!("\"{}\"", segment.replace('\\', "\\\\").replace('"', "\\\""))
    };
    if path.is_empty() {
        segment
    } else {
        format!("{path}.{segment}")
    }
}

/// The segments of a path, or `None` if a segment is empty or a quote is left open.
pub(crate) fn split(path: &str) -> Option<Vec<String>> {
    let segments = split_spans(path)?;
    Some(segments.into_iter().map(|(segment, _)| segment).collect())
}

/// The segments of a path and the bytes that each was written in.
pub(crate) fn split_spans(path: &str) -> Option<Vec<(String, Range<usize>)>> {
    let mut segments = Vec::new();
    let mut rest = path;
    loop {
        let start = path.len() - rest.len();
        let (segment, after) = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(quoted)?
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let bare = rest[..end].trim();
            if bare.is_empty() || bare.contains('"') {
                return None;
            }
            (bare.to_owned(), &rest[end..])
        };
        segments.push((segment, start..path.len() - after.len()));
        if after.is_empty() {
            return Some(segments);
        }
        rest = after.strip_prefix('.')?;
    }
}

/// Reads up to the closing quote and returns the text with what follows the quote.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => text.push(chars.next()?.1),
            _ => text.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn malformed_paths_are_refused() {
        for path in ["", ".", "a.", ".a", "a..b", "\"open", "\"a\"b", "a\"b"] {
            assert_eq!(split(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn splitting_undoes_joining(segments in prop::collection::vec(".{0,8}", 1..5)) {
            let path = segments.iter().fold(String::new(), |path, segment| join(&path, segment));
            prop_assert_eq!(split(&path), Some(segments));
        }

        #[test]
        fn any_text_can_be_split(text in any::<String>()) {
            if let Some(segments) = split(&text) {
                prop_assert!(!segments.is_empty());
            }
        }
    }
}
