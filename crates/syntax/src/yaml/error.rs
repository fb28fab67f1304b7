//! What is wrong with a text, said to the person who wrote it.

use super::MAX_DEPTH;

/// What is wrong, and what to do.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

/// What ends a document before its time, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) words: Words,
}

impl Fault {
    pub(super) fn new(offset: usize, words: Words) -> Self {
        Self { offset, words }
    }
}

impl Words {
    fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help: Some(help) }
    }
}

/// A tree deeper than [`MAX_DEPTH`].
pub(super) fn too_deep() -> Words {
    Words { message: format!("nested deeper than {MAX_DEPTH}"), help: None }
}

/// A text whose places no span can hold.
pub(super) fn too_large() -> Words {
    Words { message: "the text is larger than 4 GiB".to_owned(), help: None }
}

/// A control character.
pub(super) fn control(character: char) -> Words {
    let message = format!("control character `{}` is not allowed", character.escape_default());
    Words::new(message, "delete it, or write it as an escape in double quotes")
}

/// A bracket without its partner.
pub(super) fn open_bracket() -> Words {
    Words::new("this bracket is never closed", "add the closing bracket")
}

/// A closing bracket without its partner.
pub(super) fn stray_bracket() -> Words {
    Words::new("a bracket closes nothing", "remove it")
}

/// A closing bracket of the other kind.
pub(super) fn mismatched(open: char, close: char) -> Words {
    Words::new(
        format!("`{close}` cannot close `{open}`"),
        "close brackets in the order they were opened",
    )
}

/// Items that nothing separates.
pub(super) fn missing_comma() -> Words {
    Words::new("a comma or a closing bracket is missing", "separate items by `,`")
}

/// A comma behind nothing.
pub(super) fn missing_value() -> Words {
    Words::new("a value is missing before this comma", "remove the comma")
}

/// An alias without an anchor before it.
pub(super) fn unknown_alias(name: &str) -> Words {
    Words::new(
        format!("no anchor is named `{name}`"),
        "define the anchor earlier in the same document; anchors end with their document",
    )
}

/// An alias inside the node that its anchor names.
pub(super) fn circular_alias(name: &str) -> Words {
    Words::new(
        format!("alias `{name}` contains itself"),
        "move the alias out of the node that its anchor names",
    )
}

/// An anchor or alias without a name.
pub(super) fn missing_name() -> Words {
    Words::new("`&` and `*` need a name", "quote a value that starts with `&` or `*`")
}

/// Two anchors or two tags of one node, or either of an alias.
pub(super) fn too_many_properties() -> Words {
    Words::new(
        "a node has one anchor and one tag at most, an alias none",
        "remove the anchor or tag that is too much",
    )
}

/// A tag whose handle nothing declares.
pub(super) fn undeclared_tag() -> Words {
    Words::new("no `%TAG` declares this tag", "quote a value that starts with `!`")
}

/// A tag with characters that no tag has.
pub(super) fn bad_tag() -> Words {
    Words::new(
        "this is no tag",
        "put a space behind the tag, or quote a value that starts with `!`",
    )
}

/// A tag in `!<...` without the `>`.
pub(super) fn unclosed_tag() -> Words {
    Words::new("this tag is never closed", "add the `>`")
}

/// A scalar that is tagged `!!binary` and is none.
pub(super) fn bad_binary() -> Words {
    Words::new("this is not base64, as `!!binary` says", "remove the tag, or encode the value")
}

/// A tab that stands where only spaces may.
pub(super) fn tab() -> Words {
    Words::new("a tab cannot indent YAML", "replace the tab with spaces")
}

/// A quote without its partner.
pub(super) fn open_quote() -> Words {
    Words::new("this quote is never closed", "add the closing quote")
}

/// A value behind a quoted one.
pub(super) fn behind_quote() -> Words {
    Words::new(
        "text follows a closing quote",
        "quote the whole value, or escape the quote inside it",
    )
}

/// A value behind a complete one.
pub(super) fn behind_value() -> Words {
    Words::new("text follows a complete value", "quote the whole value, or start a new line")
}

/// An escape that is none.
pub(super) fn escape() -> Words {
    Words::new("YAML knows no such escape", "double the backslash, or use single quotes")
}

/// A colon that makes no key of what stands before it.
pub(super) fn colon() -> Words {
    Words::new("a `:` cannot stand here", "quote a value that holds `: `, or check the indentation")
}

/// A line of a mapping without a colon.
pub(super) fn no_key() -> Words {
    Words::new("this line is no `key: value`", "add the `:`, or check the indentation")
}

/// Something else where a key is wanted.
pub(super) fn key_expected() -> Words {
    Words::new("a key is expected here", "check the indentation")
}

/// Something else where a dash is wanted.
pub(super) fn dash_expected() -> Words {
    Words::new("a `-` is expected here", "check the indentation")
}

/// A dash behind something else.
pub(super) fn dash() -> Words {
    Words::new(
        "a sequence item cannot stand here",
        "start it on its own line, or quote a value that starts with `- `",
    )
}

/// Something behind `|` or `>`.
pub(super) fn block_header() -> Words {
    Words::new("only a digit, `+` or `-` can follow `|` and `>`", "start the text on the next line")
}

/// A comment between two lines of one scalar.
pub(super) fn comment() -> Words {
    Words::new("a comment cuts this text in two", "quote the text, or move the comment")
}

/// A line that is indented as no line above it.
pub(super) fn indentation() -> Words {
    Words::new("this indentation fits nothing above", "check the indentation")
}

/// Text behind the end of a document.
pub(super) fn document_end() -> Words {
    Words::new("the document has ended, but more follows", "put `---` between documents")
}

/// A directive without a document, or one that nobody knows.
pub(super) fn directive() -> Words {
    Words::new(
        "a line that starts with `%` is a directive, and this is none",
        "remove it, or quote the value",
    )
}

/// A character that starts no value.
pub(super) fn start(character: char) -> Words {
    Words::new(format!("`{}` cannot start a value", character.escape_default()), "quote the value")
}

/// A question mark in brackets that Kubernetes and Compose read differently.
pub(super) fn question_mark() -> Words {
    Words::new(
        "for Kubernetes this `?` starts a key, for Compose it is text",
        "quote the value, or put a space behind the `?`",
    )
}
