package document

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// kernelLimits says that the kernel enforces the limits on this system.
const kernelLimits = true

// confine puts the kernel's limits on this process and reports whether the
// system-call filter is in force.
func confine(memory, cpu uint64) (filter bool, err error) {
	virtual, data, err := mapped()
	if err != nil {
		return false, err
	}
	// The Go runtime reserves more address space than it uses, so RLIMIT_AS
	// (all that is mapped) and RLIMIT_DATA (what of it is writable) are set
	// above what is mapped now. The watch on the heap should fire first, so
	// both leave it some room.
	room := memory + 128<<20
	whole := cpu * documentsPerChild
	for _, l := range []struct {
		what           string
		resource       int
		current, limit uint64
	}{
		{"address space", unix.RLIMIT_AS, virtual + room, virtual + room},
		{"data", unix.RLIMIT_DATA, data + room, data + room},
		{"processor time", unix.RLIMIT_CPU, cpu, whole},
		{"file size", unix.RLIMIT_FSIZE, 0, 0},
		{"open files", unix.RLIMIT_NOFILE, 32, 32},
		{"core dumps", unix.RLIMIT_CORE, 0, 0},
	} {
		if err := setLimit(l.resource, l.current, l.limit); err != nil {
			return false, fmt.Errorf("limit %s: %w", l.what, err)
		}
	}
	over := make(chan os.Signal, 1)
	signal.Notify(over, unix.SIGXCPU)
	go func() {
		<-over
		os.Exit(exitCPU)
	}()
	return refuseSyscalls() == nil, nil
}

// setLimit lowers a limit; what is already lower stays.
func setLimit(resource int, current, limit uint64) error {
	var have unix.Rlimit
	if err := unix.Getrlimit(resource, &have); err != nil {
		return err
	}
	limit = min(limit, have.Max)
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: min(current, limit), Max: limit})
}

// grantCPU lets the process use so many seconds of processor time from now.
func grantCPU(seconds uint64) error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	// The limit counts whole seconds, so the part of a second used is given back.
	return setLimit(unix.RLIMIT_CPU, uint64(used.Utime.Sec+used.Stime.Sec)+1+seconds, math.MaxUint64)
}

// mapped returns the bytes of address space that the process has mapped, and
// how many of them are data, from /proc/self/statm (proc(5): the first and the
// sixth number, in pages).
func mapped() (virtual, data uint64, err error) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, 0, err
	}
	fields := strings.Fields(string(text))
	if len(fields) < 6 {
		return 0, 0, errors.New("/proc/self/statm has too few numbers")
	}
	page := uint64(os.Getpagesize())
	if virtual, err = strconv.ParseUint(fields[0], 10, 64); err == nil {
		data, err = strconv.ParseUint(fields[5], 10, 64)
	}
	return virtual * page, data * page, err
}

// refuseSyscalls installs a seccomp filter on all threads: sockets, opening
// files, starting programs and tracing other processes are refused with
// EPERM; everything that the Go runtime needs to compute stays. It needs no
// privilege, so it holds where network namespaces are not allowed.
func refuseSyscalls() error {
	var arch uint32
	refused := []uint32{
		unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_IO_URING_SETUP,
		unix.SYS_OPENAT, unix.SYS_OPENAT2, unix.SYS_EXECVE, unix.SYS_EXECVEAT,
		unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV,
	}
	switch runtime.GOARCH {
	case "amd64":
		arch = unix.AUDIT_ARCH_X86_64
		refused = append(refused, 2) // open, which arm64 does not have
	case "arm64":
		arch = unix.AUDIT_ARCH_AARCH64
	default:
		return errors.New("no filter for this processor")
	}
	program := filterProgram(arch, refused)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog)))
	runtime.KeepAlive(program)
	if errno != 0 {
		return errno
	}
	return nil
}

// filterProgram builds the classic BPF program over struct seccomp_data, whose
// first word is the system call's number and whose second is the processor.
func filterProgram(arch uint32, refused []uint32) []unix.SockFilter {
	const x32 = 0x40000000 // numbers of amd64's second calling convention
	var (
		load = func(at uint32) unix.SockFilter {
			return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
		}
		jump   = uint16(unix.BPF_JMP | unix.BPF_K)
		result = func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	)
	n := uint8(len(refused))
	p := []unix.SockFilter{
		load(4),
		{Code: jump | unix.BPF_JEQ, K: arch, Jt: 0, Jf: n + 3}, // another processor's numbers
		load(0),
		{Code: jump | unix.BPF_JGE, K: x32, Jt: n + 1, Jf: 0},
	}
	for i, nr := range refused {
		p = append(p, unix.SockFilter{Code: jump | unix.BPF_JEQ, K: nr, Jt: n - uint8(i), Jf: 0})
	}
	return append(p, result(unix.SECCOMP_RET_ALLOW), result(unix.SECCOMP_RET_ERRNO|uint32(unix.EPERM)))
}

// isolate asks for a user and network namespace of the child's own, in which
// there is no interface that is up.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
	}
}
