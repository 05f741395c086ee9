#!/bin/sh
# A server of one's own, set up from nothing or brought up to date: `make host` brings it here and
# runs it. For Debian 12 or Ubuntu 24.04, or newer; other sites on the machine stay as they are.
#
# /srv/blog has the project and what is deployed. All of it belongs to the user blog, who also runs
# the inbox; whoever may log in as its owner may log in as blog. Caddy is installed unless nginx is
# there. What you have changed in inbox.env, blog.caddy or blog.conf since is left alone.
set -eu
keys=${1:-$HOME/.ssh/authorized_keys}
[ "$(id -u)" = 0 ] || exec sudo sh "$0" "$keys"
cd "$(dirname "$0")/../../.."
home=/srv/blog examples=plugins/inbox/examples
[ -s "$keys" ] || { echo "There is no key in $keys: ssh-copy-id it first." >&2; exit 2; }

echo "Installing packages"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install make python3-venv rsync >/dev/null
command -v nginx >/dev/null || apt-get -qq install caddy >/dev/null

id blog >/dev/null 2>&1 || useradd --create-home --shell /bin/sh blog
install -d -o blog -g blog -m 700 /home/blog/.ssh
[ -e /home/blog/.ssh/authorized_keys ] ||
    install -o blog -g blog -m 600 "$keys" /home/blog/.ssh/authorized_keys
install -d -o blog -g blog $home
rsync --archive --delete --chown=blog:blog Makefile pelicanconf.py plugins requirements.txt theme $home

# In that folder, as that user.
blog() {
    su - blog -c "cd $home && $1"
}
# Caddy reads no empty file, and no file that is not there.
blog 'mkdir -p output hosting
    for rules in hosting/nginx.conf hosting/Caddyfile; do
        [ -s $rules ] || echo "# A deploy brings them." >$rules
    done
    make -s .venv/run'
told=$(blog '.venv/bin/python -c "import pelicanconf as p; print(p.SITEURL, p.CONTACT[\"email\"])"')
site=${told% *} email=${told#* }
host=${site#https://}
case $host in */*)
    echo "SITEURL in pelicanconf.py is $site: it must look like https://blog.example.org." >&2
    exit 2 ;;
esac

# An example, with the name and the address of this blog.
filled() {
    sed -e "s/hello@blog\.example\.org/$email/g" -e "s/you@example\.org/$email/g" \
        -e "s/blog\.example\.org/$host/g" "$examples/$1"
}
[ -e $home/inbox.env ] || filled inbox.env | blog 'umask 077 && cat >inbox.env'
cp $examples/inbox.service $examples/rules.path $examples/rules.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet --now inbox rules.path
systemctl restart inbox

if command -v nginx >/dev/null; then
    conf=/etc/nginx/sites-available/blog.conf
    [ -e $conf ] || filled nginx.conf >$conf
else
    [ -e /etc/caddy/blog.caddy ] || filled Caddyfile >/etc/caddy/blog.caddy
    # The package's own is a welcome on port 80, and would answer there in our place.
    all=/etc/caddy/Caddyfile
    dpkg --verify caddy | grep -q $all || : >$all
    grep -q '^import blog.caddy' $all || echo 'import blog.caddy' >>$all
    systemctl reload-or-restart caddy
fi
! command -v ufw >/dev/null || ufw allow 80,443/tcp >/dev/null
cat <<END
The server is ready for $site. On your own machine:
DEPLOY in pelicanconf.py is ssh://blog@$host$home/output
INBOX in inbox.env is ssh://blog@$host$home
END
