//! Shell commands as rules see them: the spans of a script from a Dockerfile are byte offsets in that file.

pub use syntax::shell::{
    Command, Connector, Dialect, Flag, FlagSpec, Flags, HereDoc, Link, Lookup, Part, Peeled,
    Redirect, RedirectOp, Scope, ScopeKind, Script, Shell, ShellCall, ShellOptions, ShellSource,
    Span, Word, Wrapper, flags,
};
