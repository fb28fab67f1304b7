//! What reaches a command: output through pipes, and the shell options in force.

use super::{Command, Link, ScopeId, ScopeKind, Script, ShellOptions};

/// Where a command stands in a pipeline.
#[derive(Clone, Copy)]
struct Place {
    position: u32,
    /// Its output goes into the pipe, not into a word.
    writes: bool,
}

impl Script {
    /// The commands whose output flows into `command` through a pipe, at any distance, constructs included.
    pub fn upstream<'s>(&'s self, command: &'s Command) -> impl Iterator<Item = &'s Command> {
        let links =
            std::iter::once(command.link).chain(self.ancestors(command.scope).map(|it| it.link));
        let mut last = None;
        // The parts of a construct share its link.
        let links = links.filter(move |link| last.replace(link.pipeline) != Some(link.pipeline));
        links.filter(|link| link.position > 0).flat_map(|link| self.before(link))
    }

    fn before(&self, link: Link) -> impl Iterator<Item = &Command> {
        let first = self.pipelines[link.pipeline as usize] as usize;
        // Earlier members stand first, so the walk ends where the member itself begins.
        let members = self.commands[first..]
            .iter()
            .map(move |it| (it, self.position_in(it, link.pipeline)))
            .take_while(move |(_, place)| place.is_some_and(|it| it.position < link.position));
        members.filter(|(_, place)| place.is_some_and(|it| it.writes)).map(|(command, _)| command)
    }

    fn position_in(&self, command: &Command, pipeline: u32) -> Option<Place> {
        let mut place = Place { position: command.link.position, writes: true };
        if command.link.pipeline == pipeline {
            return Some(place);
        }
        for scope in self.ancestors(command.scope) {
            place.writes &= !scope.kind.is_substitution();
            place.position = scope.link.position;
            if scope.link.pipeline == pipeline {
                return Some(place);
            }
        }
        None
    }

    /// The shell options in force at each command, in the order of [`Script::commands`], begun with `base`.
    pub fn options(&self, base: ShellOptions) -> Vec<ShellOptions> {
        let mut current: Vec<Option<ShellOptions>> = vec![None; self.scopes.len()];
        let mut found = Vec::with_capacity(self.commands.len());
        for command in &self.commands {
            let options = self.scope_options(command.scope, base, &mut current);
            found.push(options);
            let changed = command.apply_options(options);
            if changed != options {
                self.set_options(command.scope, changed, &mut current);
            }
        }
        found
    }

    fn scope_options(
        &self,
        scope: ScopeId,
        base: ShellOptions,
        current: &mut [Option<ShellOptions>],
    ) -> ShellOptions {
        let mut path = Vec::new();
        let mut next = Some(scope);
        while let Some(id) = next.filter(|id| current[id.0 as usize].is_none()) {
            path.push(id);
            next = self.scope(id).parent;
        }
        let mut options = next.and_then(|id| current[id.0 as usize]).unwrap_or(base);
        for id in path.into_iter().rev() {
            options = self.scope(id).shell.map_or(options, |shell| shell.options);
            current[id.0 as usize] = Some(options);
        }
        options
    }

    fn set_options(
        &self,
        scope: ScopeId,
        options: ShellOptions,
        current: &mut [Option<ShellOptions>],
    ) {
        let mut next = Some(scope);
        while let Some(id) = next {
            current[id.0 as usize] = Some(options);
            let scope = self.scope(id);
            next = if scope.kind.forks() || scope.kind == ScopeKind::Function {
                None
            } else {
                scope.parent
            };
        }
    }
}
