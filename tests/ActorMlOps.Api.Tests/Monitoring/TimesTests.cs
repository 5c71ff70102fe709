using ActorMlOps.Api.Monitoring;

namespace ActorMlOps.Api.Tests.Monitoring;

public sealed class TimesTests
{
    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00.5z", "2026-01-31T12:00:00.5000000+00:00")]
    [InlineData("2026-01-31T12:00Z", "2026-01-31T12:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00 02:00", "2026-01-31T10:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00-05:30", "2026-01-31T17:30:00.0000000+00:00")]
    public void TryInstant_WithAnOffset_IsThatInstantInUtc(string text, string expected)
    {
        Assert.True(Times.TryInstant(text, out var instant));
        Assert.Equal(expected, instant.ToString("O"));
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31")]
    [InlineData("2026-13-31T12:00:00Z")]
    [InlineData("31.01.2026 12:00:00Z")]
    [InlineData("1769860800")]
    [InlineData("Z")]
    [InlineData("")]
    public void TryInstant_WithoutAnOffsetOrBroken_IsRefused(string text) => Assert.False(Times.TryInstant(text, out _));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("8d", 691_200)]
    public void TryDuration_NumberAndUnit_IsThatLong(string text, int seconds)
    {
        Assert.True(Times.TryDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5")]
    [InlineData("h")]
    [InlineData("1w")]
    [InlineData("99999d")]
    [InlineData("")]
    public void TryDuration_AnythingElse_IsRefused(string text) => Assert.False(Times.TryDuration(text, out _));
}
