using ActorMlOps.Statistics.Detectors;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Detectors;

public sealed class ErrorStreamTests
{
    [Fact]
    public void Add_AnyStep_AddsItsRowsAndErrors() => Gen.Select(Gen.Long[0, 3_000], Gen.Double[0, 1], Gen.ULong).Sample((rows, share, seed) =>
    {
        var (errors, seen) = ((long)(rows * share), new Recorder());
        ErrorStream.Add(seen, rows, errors, seed);
        Assert.Equal(Math.Min(rows, ErrorStream.MostRows), seen.Count);
        if (rows <= ErrorStream.MostRows)
            Assert.Equal(errors, seen.Values.Sum());
        else
            Assert.InRange(seen.Values.Average(), (errors / (double)rows) - 0.1, (errors / (double)rows) + 0.1);
    });

    [Fact]
    public void Add_TheSameSeed_GivesTheSameOrderAndAnotherOneAnother()
    {
        Recorder a = new(), b = new(), c = new();
        ErrorStream.Add(a, 200, 60, 7);
        ErrorStream.Add(b, 200, 60, 7);
        ErrorStream.Add(c, 200, 60, 8);
        Assert.Equal(a.Values, b.Values);
        Assert.NotEqual(a.Values, c.Values);
    }

    [Fact]
    public void Add_ErrorsThatJump_AreFoundAndCounted()
    {
        var detector = new Adwin();
        for (ulong step = 0; step < 20; step++)
            Assert.Equal(0, ErrorStream.Add(detector, 500, 50, step));
        Assert.True(ErrorStream.Add(detector, 500, 250, 20) + ErrorStream.Add(detector, 500, 250, 21) > 0);
    }

    [Fact]
    public void Add_MoreErrorsThanRows_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorStream.Add(new NeverFire(), 1, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorStream.Add(new NeverFire(), -1, 0, 0));
    }

    private sealed class Recorder : IDriftDetector
    {
        public List<double> Values { get; } = [];

        public DetectorKind Kind => DetectorKind.NeverFire;

        public long Count => Values.Count;

        public long Skipped => 0;

        public DetectorState Add(double value)
        {
            Values.Add(value);
            return DetectorState.InControl;
        }

        public byte[] Encode() => [];
    }
}
