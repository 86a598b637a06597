# Starts a command as a container of the image would: an unprivileged user, a root that is read-only, and nothing to write to but the
# folders for output and logs and a /tmp in memory. To be run by root in a mount namespace of its own.
set -eu
root=$1 wlp=$2 usr=$3 output=$4 logs=$5 secrets=$6 java=$7 user=$8
shift 8

read_only() {
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
}

mount --make-rprivate /
mount -t tmpfs -o mode=755 image "$root"
for part in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$part" ]; then cp -P "/$part" "$root/$part"; elif [ -d "/$part" ]; then read_only "/$part" "/$part"; fi
done
read_only /usr /usr
read_only /etc /etc
case $java in /usr/*) ;; *) read_only "$java" "$java" ;; esac
read_only "$wlp" /opt/wlp
read_only "$usr" /opt/wlp/usr
read_only "$secrets" /run/secrets
ln -s /opt/wlp/usr/servers/silversmith "$root/config"
mkdir "$root/output" "$root/logs" "$root/tmp" "$root/proc" "$root/dev"
chown "$user:0" "$output" "$logs"
mount --bind "$output" "$root/output"
mount --bind "$logs" "$root/logs"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,ro "$root"
exec chroot --userspec="$user:0" --groups= "$root" "$@"
