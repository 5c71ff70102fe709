using ActorMlOps.Grains.Monitoring.Resources;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class MachineLimitsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("limits").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("50000 100000\n", 0.5)]
    [InlineData("250000 100000", 2.5)]
    [InlineData("max 100000\n", null)]
    [InlineData("0 100000", null)]
    [InlineData("50000 0", null)]
    [InlineData("50000", null)]
    [InlineData("-1 100000", null)]
    [InlineData("abc def", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Quota_OfAnyText_IsCoresOrNothing(string? text, double? cores) => Assert.Equal(cores, MachineLimits.Quota(text));

    [Theory]
    [InlineData("536870912\n", 536870912L)]
    [InlineData("max\n", null)]
    [InlineData("0", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData(null, null)]
    public void Bytes_OfAnyText_IsALimitOrNothing(string? text, long? bytes) => Assert.Equal(bytes, MachineLimits.Bytes(text));

    [Theory]
    [InlineData("MemTotal:       16384 kB\nMemFree:  12 kB\n", 16777216L)]
    [InlineData("MemFree:  12 kB\nMemTotal: 1 kB", 1024L)]
    [InlineData("MemTotal: 16384 MB", null)]
    [InlineData("MemTotal: kB", null)]
    [InlineData("nothing", null)]
    [InlineData(null, null)]
    public void MemoryTotal_OfAnyText_IsBytesOrNothing(string? text, long? bytes) => Assert.Equal(bytes, MachineLimits.MemoryTotal(text));

    [Theory]
    [InlineData("0::/kubepods/pod1/c1\n", "kubepods/pod1/c1|kubepods/pod1|kubepods|")]
    [InlineData("12:memory:/docker/abc\n0::/system.slice\n", "system.slice|")]
    [InlineData("0::/\n", "")]
    [InlineData("0::/../../pod2\n", "")]
    [InlineData("12:memory:/docker/abc\n", "")]
    [InlineData(null, "")]
    public void Groups_OfAnyText_AreTheGroupAndThoseAboveIt(string? text, string groups) => Assert.Equal(groups.Split('|'), MachineLimits.Groups(text));

    [Fact]
    public void Read_LimitsOnSeveralLevels_TakesTheSmallestOfEach()
    {
        Write("proc/self/cgroup", "0::/pods/one\n");
        Write("proc/meminfo", "MemTotal: 8388608 kB\n");
        Write("sys/fs/cgroup/cpu.max", "max 100000\n");
        Write("sys/fs/cgroup/pods/cpu.max", "150000 100000\n");
        Write("sys/fs/cgroup/pods/memory.max", "1073741824\n");
        Write("sys/fs/cgroup/pods/one/cpu.max", "400000 100000\n");
        Write("sys/fs/cgroup/pods/one/memory.max", "max\n");
        Assert.Equal(new(1.5, 1L << 30), MachineLimits.Read(_root));
    }

    [Fact]
    public void Read_GroupOfTheHostSeenFromAContainer_TakesThoseOfTheMount()
    {
        Write("proc/self/cgroup", "0::/kubepods/not/visible/here\n");
        Write("proc/meminfo", "MemTotal: 1024 kB\n");
        Write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        Write("sys/fs/cgroup/memory.max", "4096000000\n");
        Assert.Equal(new(0.5, 1L << 20), MachineLimits.Read(_root));
    }

    [Fact]
    public void Read_NoFiles_KnowsNoLimits() => Assert.Equal(default, MachineLimits.Read(_root));

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
