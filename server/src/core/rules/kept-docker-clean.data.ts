// Which images are known to be Debian or Ubuntu as their makers publish them, hook included. Data.

/** By repository. Others may have taken the hook away. */
export const debianImages = /^(?:docker\.io\/)?(?:library\/)?(?:debian|ubuntu|buildpack-deps|python|node|golang|rust|ruby|php|perl|openjdk|eclipse-temurin|gcc|haskell|elixir|erlang|julia|r-base|postgres|mysql|mariadb|mongo|nginx|httpd|redis|tomcat|jetty|maven|gradle|swift|pypy|clojure|sbt)$|^(?:docker\.io\/)?(?:nvidia\/(?:cuda|opengl)|pytorch\/pytorch|tensorflow\/tensorflow|rocm\/(?:dev-ubuntu-[\d.]+|pytorch)|rocker\/[\w-]+|jupyter\/[\w-]+)$|^(?:nvcr\.io\/nvidia\/(?:cuda|pytorch|tensorflow|tritonserver)|mcr\.microsoft\.com\/(?:dotnet(?:-buildtools)?\/[\w/-]+|playwright(?:\/[\w-]+)?|devcontainers\/[\w/-]+|vscode\/devcontainers\/[\w/-]+)|quay\.io\/jupyter\/[\w-]+|public\.ecr\.aws\/(?:docker\/library\/(?:debian|ubuntu|python|node|golang|rust)|ubuntu\/ubuntu)|registry\.hub\.docker\.com\/library\/(?:debian|ubuntu))$/;

/** Tells `apt` to keep the packages, which it deletes by itself (APT's `BinarySpecificConfiguration`). `apt-get` keeps them. */
export const keepOption = '-o APT::Keep-Downloaded-Packages=true';
