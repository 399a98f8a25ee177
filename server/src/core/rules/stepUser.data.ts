// Images that are known to run as another user than root, as their makers document. Data.

/** By repository. */
export const otherUserImages = /^(?:(?:docker\.io|quay\.io)\/)?(?:jupyter|bitnami(?:legacy)?|selenium|cimg|circleci|gitpod|mambaorg|elastic|grafana)\/|^(?:docker\.io\/)?(?:jenkins\/(?:jenkins|agent|inbound-agent)|apache\/(?:airflow|spark|nifi|superset)|ocaml\/opam|nginxinc\/nginx-unprivileged|library\/(?:elasticsearch|kibana|logstash|sonarqube|couchbase|solr)|elasticsearch|kibana|logstash|sonarqube|solr|grafana\/grafana)$|^(?:registry\.access\.redhat\.com|registry\.redhat\.io)\/(?:ubi\d+|rhel\d+|rhscl)\/(?:nodejs|python|php|ruby|perl|openjdk|go-toolset|s2i)|^quay\.io\/sclorg\/|^cgr\.dev\/|^(?:mcr\.microsoft\.com\/)?(?:vscode\/)?devcontainers\/universal$/;
