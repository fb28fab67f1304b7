//! What is wrong with a text, said to the person who wrote it.

use granit_parser::ErrorKind;

use super::MAX_DEPTH;

/// What is wrong, and what to do.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
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

/// A bracket that is open where block style goes on.
pub(super) fn open_bracket() -> Words {
    Words::new("this bracket is never closed", "add the closing bracket")
}

/// Whether an error can only follow from a bracket that was opened lines before.
pub(super) fn is_open_bracket(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::InvalidColonPlacement
            | K::UnexpectedEofFlowSequence
            | K::UnexpectedEofFlowMapping
            | K::UnclosedFlowCollection { .. }
    )
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

/// A tab that stands where only spaces may.
pub(super) fn tab() -> Words {
    Words::new("a tab cannot indent YAML", "replace the tab with spaces")
}

/// Whether the error is about a tab, so that the tab is the place to show.
pub(super) fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as K;
    matches!(
        kind,
        K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabInPlainScalar
            | K::TabAtBlockScalarStart
    )
}

/// Words for an error of the event parser.
pub(super) fn words(kind: &ErrorKind) -> Words {
    use ErrorKind as K;
    match kind {
        K::RecursionLimitExceeded => too_deep(),
        kind if is_tab(kind) => tab(),
        K::UnclosedQuotedScalar
        | K::DocumentIndicatorInQuotedScalar
        | K::InvalidQuotedScalarIndent => {
            Words::new("this quote is never closed", "add the closing quote")
        }
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => Words::new(
            "text follows a closing quote",
            "quote the whole value, or escape the quote inside it",
        ),
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnclosedFlowCollection { .. } => {
            Words::new("this bracket is never closed", "add the closing bracket")
        }
        K::MisplacedFlowCollectionEnd => Words::new("a bracket closes nothing", "remove it"),
        K::MismatchedFlowCollectionEnd { open, close } => Words::new(
            format!("`{close}` cannot close `{open}`"),
            "close brackets in the order they were opened",
        ),
        K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::UnexpectedEofImplicitFlowMapping => {
            Words::new("a comma or a closing bracket is missing", "separate items by `,`")
        }
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::InvalidMappingValueWhitespace => {
            Words::new(
                "a `:` cannot stand here",
                "quote a value that holds `: `, or check the indentation",
            )
        }
        K::SimpleKeyExpected | K::InvalidSimpleKey => {
            Words::new("this line is no `key: value`", "add the `:`, or check the indentation")
        }
        K::ExpectedBlockMappingKey | K::MappingKeyNotAllowed => {
            Words::new("a key is expected here", "check the indentation")
        }
        K::ExpectedBlockSequenceEntry => {
            Words::new("a `-` is expected here", "check the indentation")
        }
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection => Words::new(
            "a sequence item cannot stand here",
            "start it on its own line, or quote a value that starts with `- `",
        ),
        K::InvalidBlockScalarHeader | K::ZeroBlockScalarIndent => Words::new(
            "only a digit, `+` or `-` can follow `|` and `>`",
            "start the text on the next line",
        ),
        K::CommentInterceptedScalar => {
            Words::new("a comment cuts this text in two", "quote the text, or move the comment")
        }
        K::UndeclaredTagHandle => {
            Words::new("no `%TAG` declares this tag", "quote a value that starts with `!`")
        }
        K::UnclosedVerbatimTag => Words::new("this tag is never closed", "add the `>`"),
        K::InvalidIndentation | K::InvalidFlowScalarIndent | K::InvalidBlockScalarIndent => {
            Words::new("this indentation fits nothing above", "check the indentation")
        }
        K::ExpectedDocumentStart => {
            Words::new("the document has ended, but more follows", "put `---` between documents")
        }
        K::UnexpectedCharacter { character } => Words::new(
            format!("`{}` cannot start a value", character.escape_default()),
            "quote the value",
        ),
        K::UnknownQuotedScalarEscape => {
            Words::new("YAML knows no such escape", "double the backslash, or use single quotes")
        }
        K::CommentNotSeparated => Words::new(
            "a comment needs a space before its `#`",
            "add the space, or quote the value",
        ),
        K::MissingAnchorOrAliasName => {
            Words::new("`&` and `*` need a name", "quote a value that starts with `&` or `*`")
        }
        other => Words { message: format!("this is not YAML: {other}"), help: None },
    }
}
