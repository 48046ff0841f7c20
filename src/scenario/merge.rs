//! Laying one file over another.

use super::tree::{Content, Node};

/// `over` laid over `base`: tables merge key by key, anything else is replaced whole, lists too.
pub(crate) fn merge(base: Node, over: Node) -> Node {
    let content = match (base.content, over.content) {
        (Content::Table(mut merged), Content::Table(table)) => {
            for (key, node) in table {
                let node = match merged.remove(&key) {
                    Some(below) => merge(below, node),
                    None => node,
                };
                merged.insert(key, node);
            }
            Content::Table(merged)
        }
        (_, content) => content,
    };
    Node {
        content,
        origin: over.origin,
    }
}

#[cfg(test)]
mod tests {
    use super::super::origin::Source;
    use super::super::problem::Mark;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn parsed(name: &str, text: &str) -> Node {
        Node::parse(&Source::new(name, text, 0)).expect("test text is TOML")
    }

    /// A file of the tables a, b and c, with numbers at keys that start with its own name: no two files share one.
    fn file(name: &'static str) -> impl Strategy<Value = Node> {
        let entries = prop::collection::btree_map("[a-c]\\.[xyz]", 0..100_i32, 0..6);
        entries.prop_map(move |entries: BTreeMap<String, i32>| {
            let lines = entries
                .iter()
                .map(|(key, value)| format!("{key}{name} = {value}\n"));
            parsed(name, &lines.collect::<String>())
        })
    }

    fn count(node: &Node) -> usize {
        match &node.content {
            Content::Table(table) => table.values().map(count).sum(),
            _ => 1,
        }
    }

    proptest! {
        #[test]
        fn merging_files_without_common_keys_is_associative_and_keeps_every_value(
            (p, q, r) in (file("p"), file("q"), file("r"))
        ) {
            let all = count(&p) + count(&q) + count(&r);
            let left = merge(merge(p.clone(), q.clone()), r.clone());
            let right = merge(p, merge(q, r));
            prop_assert_eq!(count(&left), all);
            prop_assert_eq!(left, right);
        }
    }

    #[test]
    fn tables_merge_while_lists_and_lists_of_tables_are_replaced() {
        let base = parsed(
            "base",
            "list = [1, 2]\n[a]\nx = 1\ny = 2\n[[team]]\nname = 'n'\n[[team]]\nname = 's'\n",
        );
        let over = parsed("over", "list = [3]\n[a]\ny = 5\n[[team]]\nname = 'w'\n");
        let merged = merge(base, over);
        let want: toml::Value =
            toml::from_str("list = [3]\n[a]\nx = 1\ny = 5\n[[team]]\nname = 'w'\n").unwrap();
        assert_eq!(merged.to_value(), want);

        let origin = |path: [&str; 2]| {
            let place = merged.place(&path.map(str::to_owned), Mark::Key);
            place.to_string()
        };
        assert_eq!(origin(["a", "x"]), "base:3");
        assert_eq!(origin(["a", "y"]), "over:3");
        assert_eq!(origin(["team", "w"]), "over:4");
    }
}
