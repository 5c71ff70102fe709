using ActorMlOps.Api.Serving;
using CsCheck;
using Grpc.Core;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class GrpcDeadlineTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Timeout_NoDeadline_IsTheRequests()
    {
        Assert.Null(GrpcDeadline.Timeout(DateTime.MaxValue, null, new StoppedClock()));
        Assert.Equal(TimeSpan.FromSeconds(1), GrpcDeadline.Timeout(DateTime.MaxValue, TimeSpan.FromSeconds(1), new StoppedClock()));
    }

    [Fact]
    public void Timeout_DeadlineAndParameter_IsTheShorter()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), Left(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)));
        Assert.InRange(Left(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.125));
    }

    [Fact]
    public void Timeout_AnyDeadline_IsRoundedUpByAtMostAnEighth() => Gen.Long[1, TimeSpan.TicksPerDay].Sample(ticks =>
        Assert.InRange(Left(TimeSpan.FromTicks(ticks)).Ticks, ticks, ticks + (ticks / 8) + 1));

    [Fact]
    public void Timeout_CallsOfOneSettingThatTookDifferentTimesToCome_IsTheSame() =>
        Assert.Single(Enumerable.Range(0, 20).Select(i => Left(TimeSpan.FromMilliseconds(1000 - i))).Distinct());

    [Fact]
    public void Timeout_DeadlineThatPassed_IsItsStatus() =>
        Assert.Equal(StatusCode.DeadlineExceeded, Assert.Throws<RpcException>(() => Left(TimeSpan.Zero)).StatusCode);

    [Theory]
    [InlineData("2H", 72_000_000_000)]
    [InlineData("3M", 1_800_000_000)]
    [InlineData("4S", 40_000_000)]
    [InlineData("99999999m", 999_999_990_000)]
    [InlineData("7u", 70)]
    [InlineData("199n", 1)]
    public void Parse_EveryUnit_IsItsTime(string header, long ticks) => Assert.Equal(TimeSpan.FromTicks(ticks), GrpcDeadline.Parse(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("0S")]
    [InlineData("5 S")]
    public void Parse_WhatIsNoTimeAboveZero_IsNoLimit(string? header) => Assert.Null(GrpcDeadline.Parse(header));

    private static TimeSpan Left(TimeSpan left, TimeSpan? timeout = null) =>
        GrpcDeadline.Timeout((Now + left).UtcDateTime, timeout, new StoppedClock())!.Value;

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
