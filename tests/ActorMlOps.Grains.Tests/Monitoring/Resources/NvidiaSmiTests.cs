using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class NvidiaSmiTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Parse_SeveralCards_ReadsEachAndLeavesOutWhatTheDriverDoesNotTell() => Assert.Equal(
        [
            new GpuUse("NVIDIA A100-SXM4-40GB", 0.37, 12034 * Mebibyte, 40960 * Mebibyte),
            new GpuUse("NVIDIA GB10", null, null, null),
            new GpuUse("Card, with a comma", 1, 0, Mebibyte),
        ],
        NvidiaSmi.Parse("NVIDIA A100-SXM4-40GB, 37, 12034, 40960\nNVIDIA GB10, [N/A], [N/A], [N/A]\nCard, with a comma, 100, 0, 1\n"));

    [Theory]
    [InlineData("")]
    [InlineData("No devices were found\n")]
    [InlineData("a, b\n\n,,")]
    public void Parse_NoCards_IsEmpty(string text) => Assert.Empty(NvidiaSmi.Parse(text));

    [Fact]
    public async Task Read_NoDriver_StartsNothing() =>
        Assert.Empty(await new NvidiaSmi(TimeProvider.System, device: "/nowhere/nvidiactl", tool: "/nowhere/nvidia-smi").ReadAsync());

    [Fact]
    public async Task Read_DriverWithoutItsTool_IsEmpty() =>
        Assert.Empty(await new NvidiaSmi(TimeProvider.System, device: Environment.ProcessPath!, tool: "/nowhere/nvidia-smi").ReadAsync());
}
