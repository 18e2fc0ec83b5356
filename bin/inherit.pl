# On a prepared server: `inherit.pl DATA COMMAND...` becomes COMMAND, with the sockets that a living data plane listens
# on as descriptors of its own (their numbers in ECLUSE_SOCKETS). So a supervisor that was killed or upgraded holds
# them again, and a data plane that dies afterwards refuses nobody. Perl, since Node cannot ask the system for another
# process's descriptor (pidfd_getfd(2)), and every Debian has it. Where anything fails the command starts without.
use strict;
use warnings;
use Fcntl;

my ($pidfd_open, $pidfd_getfd) = (434, 438);
my ($data, @command) = @ARGV;
my @kept;

sub data_plane {
    open(my $file, '<', "$data/supervisor/state.json") or return;
    local $/;
    my ($pid, $start) = <$file> =~ /"dataPlane":\{"process":\{"pid":(\d+),"start":(\d+)\}/ or return;
    open(my $stat, '<', "/proc/$pid/stat") or return;
    my $words = <$stat>;
    $words =~ s/^.*\) //s;
    return (split / /, $words)[19] == $start ? $pid : undef;
}

sub listening {
    my %inodes;
    for my $name ('tcp', 'tcp6') {
        open(my $file, '<', "/proc/net/$name") or next;
        while (my $line = <$file>) {
            my @words = split ' ', $line;
            $inodes{ $words[9] } = 1 if $words[3] eq '0A';
        }
    }
    return \%inodes;
}

sub inherit {
    my $pid = data_plane() or return;
    my $inodes = listening();
    my $process = syscall($pidfd_open, $pid + 0, 0);
    return if $process < 0;
    opendir(my $folder, "/proc/$pid/fd") or return;
    for my $number (readdir $folder) {
        my $target = readlink("/proc/$pid/fd/$number") or next;
        next unless $target =~ /^socket:\[(\d+)\]$/ && $inodes->{$1};
        my $mine = syscall($pidfd_getfd, $process, $number + 0, 0);
        next if $mine < 0;
        open(my $handle, '+<&=', $mine) or next;
        fcntl($handle, F_SETFD, 0) or next;
        push @kept, $handle;
    }
    $ENV{ECLUSE_SOCKETS} = join ',', map { fileno $_ } @kept;
}

eval { inherit() };
exec { $command[0] } @command or die "ecluse: $command[0]: $!\n";
