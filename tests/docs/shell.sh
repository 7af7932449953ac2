# What the shell blocks of the pages are run with: a shell in the folder of a user, with atws on the path. A server
# is started, and ended as soon as it serves; all other commands go to the one that ATWS_URL names.

atws() {
  case "$1 $2" in
    serve*) serve "$@" ;;
    'resource create') command atws "$@" ;;
    resource*) command atws "$@" --yes ;; # nobody is there to be asked
    *) command atws "$@" ;;
  esac
}

serve() {
  local line server
  coproc SERVER { exec atws "$@" --port 0; }
  server=$SERVER_PID
  while read -r line; do
    case $line in *Ctrl-C*) kill "$server" ;; esac
  done <&"${SERVER[0]}"
  wait "$server"
}

# What prints the status of an answer shows one that failed.
curl() {
  case " $* " in
    *' -w '*) command curl "$@" ;;
    *) command curl --fail-with-body "$@" ;;
  esac
}

# No container engine is here: what the container would run is run without one. IMAGE_COMMAND is what it runs when
# nothing is said.
docker() {
  local variables=()
  case $1 in
    build) test -f "$PROJECT/Dockerfile" && return ;;
    exec) shift 2 && (cd "$PROJECT" && "$@") && return ;;
    run) shift ;;
  esac
  while [ "$1" != atws-emulator ]; do
    case $1 in
      --rm | -d) shift ;;
      -p | -v | --name) shift 2 ;;
      -e) variables+=("$2") && shift 2 ;;
      *) echo "docker: $1 is not understood" >&2 && return 1 ;;
    esac
  done
  shift
  [ $# -gt 0 ] || eval "set -- $IMAGE_COMMAND"
  set -- "${@/#\/data\//$PWD/data/}"
  set -- "${@/#\/in\//$PWD/}"
  (export -- "${variables[@]}" && atws "$@")
}
