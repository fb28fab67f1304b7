//! What a step still runs after one of its commands has failed.
//!
//! POSIX 2.9.3 (lists) and 2.14 `set -e`: a failure ends a script only if `-e` is set, the command is the last of its
//! `&&` and `||`, and no condition asks for it.

use std::borrow::Cow;

use crate::shell::{Command, Connector, Link, ScopeId, ScopeKind, Script, ShellOptions};

/// What a check tells by failing: most fail themselves, `[ a != b ]` succeeds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Its status is not 0.
    Fails,
    /// Its status is 0.
    Succeeds,
}

/// A member of a list: a command or a construct.
#[derive(Clone, Copy)]
struct Member {
    link: Link,
    /// The first command of it.
    first: u32,
    /// The construct, if it is one.
    scope: Option<ScopeId>,
}

/// Where the failure is, while it is followed outwards.
struct At {
    link: Link,
    scope: ScopeId,
    first: u32,
    fails: bool,
}

/// The first command that runs although a check has failed; none if the step fails. After the last command of a step
/// that succeeds comes the next step, which is `u32::MAX`.
pub(super) fn after(
    script: &Script,
    options: &[ShellOptions],
    check: &Command,
    failure: Failure,
) -> Option<u32> {
    let mode = options.get(check.index as usize).copied().unwrap_or_default();
    let is_tested = script.ancestors(check.scope).any(|it| it.kind == ScopeKind::Condition);
    let errexit = mode.errexit && !is_tested;
    let mut at = At {
        link: check.link,
        scope: check.scope,
        first: check.index,
        fails: failure == Failure::Fails,
    };
    loop {
        if let Some(end) = leave_list(script, &mut at, errexit, mode.pipefail) {
            return end;
        }
        let scope = script.scope(at.scope);
        let Some(parent) = scope.parent else {
            return (!at.fails).then_some(u32::MAX);
        };
        match scope.kind {
            ScopeKind::Function | ScopeKind::While => return None,
            ScopeKind::Condition => match branch(script, parent, at.scope, at.fails) {
                Branch::Ends => return None,
                Branch::Runs(first) => return Some(first),
                Branch::Missing => at.fails = false,
            },
            _ => {}
        }
        at.link = scope.link;
        at.scope = parent;
    }
}

/// Follows the list that a member stands in: what ends the search, or nothing if the list ends first.
#[expect(clippy::option_option, reason = "the search may end with nothing reached")]
fn leave_list(script: &Script, at: &mut At, errexit: bool, pipefail: bool) -> Option<Option<u32>> {
    let members = members(script, at.scope);
    let is_last = !members
        .iter()
        .any(|it| it.link.pipeline == at.link.pipeline && it.link.position > at.link.position);
    at.fails = at.fails && (is_last || pipefail);
    at.fails ^= at.link.negated;
    let mut decided_last = true;
    for member in members.iter().filter(|it| it.first > at.first && it.link.position == 0) {
        if member.link.pipeline == at.link.pipeline {
            continue;
        }
        let runs = match member.link.connector {
            Connector::And => !at.fails,
            Connector::Or => at.fails,
            Connector::Sequence | Connector::First => {
                if at.fails && errexit && decided_last {
                    return Some(None);
                }
                true
            }
            Connector::Background | Connector::Pipe | Connector::PipeBoth => true,
        };
        if !runs {
            decided_last = false;
            continue;
        }
        match ends(script, *member) {
            End::Script => return Some(None),
            End::Failure => {
                at.fails = true;
                decided_last = true;
            }
            End::No => return Some(Some(member.first)),
        }
        at.link.pipeline = member.link.pipeline;
    }
    None
}

/// The members of a list, in order; substitutions belong to the command that they stand in.
fn members(script: &Script, scope: ScopeId) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    for command in script.commands_in(scope) {
        let mut inner = None;
        let mut id = command.scope;
        while id != scope {
            inner = Some(id);
            let Some(parent) = script.scope(id).parent else { break };
            id = parent;
        }
        let link = match inner {
            Some(inner) if script.scope(inner).kind.is_substitution() => continue,
            Some(inner) => script.scope(inner).link,
            None => command.link,
        };
        let is_known = found.last().is_some_and(|last| {
            (last.link.pipeline, last.link.position) == (link.pipeline, link.position)
        });
        if !is_known {
            found.push(Member { link, first: command.index, scope: inner });
        }
    }
    found
}

enum End {
    /// The script ends.
    Script,
    /// It fails, and the script goes on or not as after any failure.
    Failure,
    /// It goes on.
    No,
}

/// Whether what runs after a failure ends the script: `exit 1`, `{ echo no; exit 1; }`, `(exit 1)`, `false`.
fn ends(script: &Script, member: Member) -> End {
    let program = |command: &Command| command.program().map(Cow::into_owned).unwrap_or_default();
    match member.scope {
        None => {
            let command = script.commands().nth(member.first as usize);
            match command.map(program).as_deref() {
                Some("exit" | "return") => End::Script,
                Some("false") => End::Failure,
                _ => End::No,
            }
        }
        Some(scope) => {
            let leaves = |command: &Command| {
                matches!(program(command).as_str(), "exit" | "return") && command.scope == scope
            };
            let forks = script.scope(scope).kind.forks();
            match script.commands_in(scope).any(leaves) {
                true if forks => End::Failure,
                true => End::Script,
                false => End::No,
            }
        }
    }
}

enum Branch {
    /// It ends the script.
    Ends,
    /// It goes on with this command.
    Runs(u32),
    /// There is none for this answer.
    Missing,
}

/// The branch that `if` takes after a condition.
fn branch(script: &Script, around: ScopeId, condition: ScopeId, fails: bool) -> Branch {
    if script.scope(around).kind != ScopeKind::If {
        return Branch::Ends;
    }
    let parts = script.scopes().filter(|(_, scope)| scope.parent == Some(around));
    let mut after = parts.map(|(id, _)| id).filter(|id| *id > condition);
    let taken = after.nth(usize::from(fails));
    let Some(taken) = taken else { return Branch::Missing };
    let mut commands = script.commands_in(taken);
    let leaves = |command: &Command| {
        let program = command.program();
        matches!(program.as_deref(), Some("exit" | "return" | "false")) && command.scope == taken
    };
    if script.commands_in(taken).any(leaves) {
        return Branch::Ends;
    }
    commands.next().map_or(Branch::Missing, |first| Branch::Runs(first.index))
}
