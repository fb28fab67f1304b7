//! Self-hosted applications, each with the Dockerfile that it was read from; it holds for all tags unless one is named.

use super::DefaultUser::{DropsTo, Is};
use super::Entry;
use super::Size::{Full, Minimal, Slim};
use super::images::entry;

/// Those that bring a health check of their own.
pub(super) const CHECKED: &[&str] = &[
    "docker.io/excalidraw/excalidraw",
    "docker.io/guacamole/guacd",
    "docker.io/louislam/dockge",
    "docker.io/syncthing/syncthing",
    "ghcr.io/advplyr/audiobookshelf",
    "ghcr.io/goauthentik/server",
    "ghcr.io/linkwarden/linkwarden",
    "ghcr.io/open-webui/open-webui",
    "ghcr.io/paperless-ngx/paperless-ngx",
];

/// Those of which some versions bring one.
pub(super) const CHECK_BY_VERSION: &[&str] = &[
    "docker.io/adguard/adguardhome",
    "docker.io/containrrr/watchtower",
    "docker.io/deluan/navidrome",
    "docker.io/glanceapp/glance",
    "docker.io/gotify/server",
    "docker.io/metabase/metabase",
    "docker.io/portainer/portainer-ce",
    "ghcr.io/dexidp/dex",
    "ghcr.io/flaresolverr/flaresolverr",
    "ghcr.io/umami-software/umami",
    "ghcr.io/wg-easy/wg-easy",
];

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    // AdguardTeam/AdGuardHome docker/Dockerfile: no `USER`.
    entry("docker.io/adguard/adguardhome", None, Is("root"), Some("/bin/sh"), Some("apk"), Slim),
    // amir20/dozzle Dockerfile: `FROM scratch`, no `USER`.
    entry("docker.io/amir20/dozzle", None, Is("root"), None, None, Minimal),
    // binwiederhier/ntfy Dockerfile: no `USER`.
    entry("docker.io/binwiederhier/ntfy", None, Is("root"), Some("/bin/sh"), Some("apk"), Slim),
    // navidrome/navidrome Dockerfile: no `USER`.
    entry("docker.io/deluan/navidrome", None, Is("root"), Some("/bin/sh"), Some("apk"), Full),
    // excalidraw/excalidraw Dockerfile: nginx, no `USER`.
    entry("docker.io/excalidraw/excalidraw", None, Is("root"), Some("/bin/sh"), Some("apk"), Full),
    // glanceapp/glance Dockerfile: no `USER`.
    entry("docker.io/glanceapp/glance", None, Is("root"), Some("/bin/sh"), Some("apk"), Slim),
    // gotenberg/gotenberg build/Dockerfile: `USER gotenberg`.
    entry("docker.io/gotenberg/gotenberg", None, Is("gotenberg"), Some("/bin/bash"), Some("apt"), Full),
    // gotify/server docker/Dockerfile: no `USER`.
    entry("docker.io/gotify/server", None, Is("root"), Some("/bin/bash"), Some("apt"), Slim),
    // apache/guacamole-server Dockerfile: `USER guacd`.
    entry("docker.io/guacamole/guacd", None, Is("guacd"), Some("/bin/sh"), None, Full),
    // henrygd/beszel internal/dockerfile_hub: `FROM scratch`, no `USER`.
    entry("docker.io/henrygd/beszel", None, Is("root"), None, None, Minimal),
    // louislam/dockge docker/Dockerfile: no `USER`.
    entry("docker.io/louislam/dockge", None, Is("root"), Some("/bin/sh"), Some("apt"), Full),
    // miniflux/v2 packaging/docker/alpine/Dockerfile: `USER nobody`.
    entry("docker.io/miniflux/miniflux", None, Is("65534"), Some("/bin/sh"), Some("apk"), Slim),
    // nginx-proxy/nginx-proxy Dockerfile.alpine: nginx, no `USER`.
    entry("docker.io/nginxproxy/nginx-proxy", None, Is("root"), Some("/bin/bash"), None, Full),
    // syncthing/syncthing Dockerfile, script/docker-entrypoint.sh: su-exec to `PUID`.
    entry("docker.io/syncthing/syncthing", None, DropsTo("1000"), Some("/bin/sh"), Some("apk"), Slim),
    // go-vikunja/vikunja Dockerfile: `USER 1000`.
    entry("docker.io/vikunja/vikunja", None, Is("1000"), None, None, Minimal),
    // forgejo Dockerfile.rootless: `USER 1000:1000`.
    entry("codeberg.org/forgejo/forgejo", Some("rootless"), Is("1000"), Some("/bin/sh"), Some("apk"), Slim),
    // forgejo Dockerfile: s6 and sshd stay root.
    entry("codeberg.org/forgejo/forgejo", None, Is("root"), Some("/bin/sh"), Some("apk"), Slim),
    // advplyr/audiobookshelf Dockerfile: no `USER`.
    entry("ghcr.io/advplyr/audiobookshelf", None, Is("root"), Some("/bin/sh"), Some("apk"), Full),
    // dexidp/dex Dockerfile: `USER dex:dex`, which is 1001.
    entry("ghcr.io/dexidp/dex", None, Is("1001"), Some("/bin/sh"), None, Full),
    // FlareSolverr Dockerfile: `USER flaresolverr`.
    entry("ghcr.io/flaresolverr/flaresolverr", None, Is("flaresolverr"), Some("/bin/bash"), Some("apt"), Full),
    // goauthentik/authentik Dockerfile: `USER 1000`.
    entry("ghcr.io/goauthentik/server", None, Is("1000"), Some("/bin/bash"), Some("apt"), Full),
    // linkwarden/linkwarden Dockerfile: no `USER`.
    entry("ghcr.io/linkwarden/linkwarden", None, Is("root"), Some("/bin/bash"), Some("apt"), Full),
    // miniflux/v2 packaging/docker/alpine/Dockerfile: `USER nobody`.
    entry("ghcr.io/miniflux/miniflux", None, Is("65534"), Some("/bin/sh"), Some("apk"), Slim),
    // nginx-proxy/nginx-proxy Dockerfile.alpine: nginx, no `USER`.
    entry("ghcr.io/nginx-proxy/nginx-proxy", None, Is("root"), Some("/bin/bash"), None, Full),
    // open-webui/open-webui Dockerfile: `ARG UID=0`.
    entry("ghcr.io/open-webui/open-webui", None, Is("root"), Some("/bin/bash"), Some("apt"), Full),
    // paperless-ngx/paperless-ngx Dockerfile: the entrypoint goes on as `paperless`.
    entry("ghcr.io/paperless-ngx/paperless-ngx", None, DropsTo("paperless"), Some("/bin/bash"), Some("apt"), Full),
    // umami-software/umami Dockerfile: `USER nextjs`.
    entry("ghcr.io/umami-software/umami", None, Is("nextjs"), Some("/bin/sh"), Some("apk"), Full),
    // wg-easy/wg-easy Dockerfile: no `USER`.
    entry("ghcr.io/wg-easy/wg-easy", None, Is("root"), Some("/bin/sh"), Some("apk"), Full),
];
