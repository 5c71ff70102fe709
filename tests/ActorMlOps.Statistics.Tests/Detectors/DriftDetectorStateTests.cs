using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Tests.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Detectors;

public sealed class DriftDetectorStateTests
{
    public static TheoryData<DetectorKind> Kinds => [.. Enum.GetValues<DetectorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_MidStream_ContinuesIdentically(DetectorKind kind) =>
        Gen.Select(Gen.Int, Gen.Int[0, 600], Gen.Int[0, 600], Gen.Bool).Sample((seed, cut, change, bits) =>
        {
            var simulator = new Simulator((ulong)seed);
            IDriftDetector straight = DriftDetector.Create(kind), stored = DriftDetector.Create(kind);
            for (var row = 0; row < 600; row++)
            {
                if (row == cut)
                    stored = DriftDetector.Decode(stored.Encode());
                var value = bits
                    ? (simulator.Chance(row < change ? 0.1 : 0.6) ? 1 : 0)
                    : simulator.Normal() + (row < change ? 0 : 3);
                Assert.Equal(straight.Add(value), stored.Add(value));
            }

            Assert.Equal(kind, stored.Kind);
            Assert.Equal(straight.Encode(), stored.Encode());
        }, iter: 40);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_OtherSettings_AreKept(DetectorKind kind)
    {
        IDriftDetector detector = kind switch
        {
            DetectorKind.Adwin => new Adwin(0.3, 7),
            DetectorKind.Ddm => new Ddm(5, 1, 1.5),
            DetectorKind.Eddm => new Eddm(5, 0.8, 0.7),
            DetectorKind.HddmA => new HddmA(0.01, 0.1, true),
            DetectorKind.PageHinkley => new PageHinkley(5, 0.1, 2, 0.99, PageHinkleyDirection.Fall),
            DetectorKind.Kswin => new Kswin(0.05, 40, 10, 99),
            _ => DriftDetector.Create(kind),
        };
        var stored = DriftDetector.Decode(detector.Encode());
        var simulator = new Simulator(8);
        for (var row = 0; row < 500; row++)
        {
            double value = simulator.Chance(0.5 + (0.4 * Math.Sin(row / 40.0))) ? 1 : 0;
            Assert.Equal(detector.Add(value), stored.Add(value));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_DamagedOrTruncated_ThrowsInvalidDataOrReadsAnother(DetectorKind kind)
    {
        var detector = DriftDetector.Create(kind);
        var simulator = new Simulator(2);
        for (var row = 0; row < 150; row++)
            detector.Add(simulator.Chance(0.3) ? 1 : 0);
        var bytes = detector.Encode();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => DriftDetector.Decode(bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => DriftDetector.Decode([.. bytes, 0]));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] copy = [.. bytes];
            copy[at] = value;
            try
            {
                var other = DriftDetector.Decode(copy);
                for (var row = 0; row < 100; row++)
                    other.Add(row % 2);
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith("Drift detector: ", error.Message, StringComparison.Ordinal);
            }
        }, iter: 1000);
    }

    // The stored form of version 1: a change here breaks every stored detector, so it needs a new version.
    [Theory]
    [InlineData(
        DetectorKind.Adwin,
        "414D4C440101030100FCA9F1D24D62603F200103" +
        "0000000000000000000000000000000000000000000000000000000000000000000000000000F03F0000000000000000")]
    [InlineData(
        DetectorKind.Ddm,
        "414D4C4401020301001E000000000000004000000000000008400355555555555 5D53F565555555555E53F0000000000000000000000000000000000")]
    [InlineData(DetectorKind.NeverFire, "414D4C440108030100")]
    public void Encode_ThreeValuesAndNaN_GoldenBytes(DetectorKind kind, string hex)
    {
        var detector = DriftDetector.Create(kind);
        foreach (var value in (double[])[0, 0, double.NaN, 1])
            detector.Add(value);
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(detector.Encode()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Add_HostileNumbers_NeverThrowsAndSkipsTheNonFinite(DetectorKind kind)
    {
        var number = Gen.OneOf(
            Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -0.0, 1e308, -1e308, 1, 0), Gen.Double);
        number.Array[0, 400].Sample(values =>
        {
            var detector = DriftDetector.Create(kind);
            foreach (var value in values)
                Assert.InRange(detector.Add(value), DetectorState.InControl, DetectorState.Drift);
            Assert.Equal(values.Count(double.IsFinite), detector.Count);
            Assert.Equal(values.Length, detector.Count + detector.Skipped);
            // A state with a NaN would be refused.
            Assert.Equal(detector.Encode(), DriftDetector.Decode(detector.Encode()).Encode());
        }, iter: 100);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Add_ConstantStream_OnlyTheDummyFires(DetectorKind kind)
    {
        foreach (var value in (double[])[0, 1, 1e308])
        {
            var detector = DriftDetector.Create(kind);
            var fired = Enumerable.Range(0, 2000).Count(_ => detector.Add(value) == DetectorState.Drift);
            Assert.Equal(kind == DetectorKind.AlwaysFire ? 2000 : 0, fired);
        }
    }

    [Fact]
    public void Adwin_LongStream_KeepsLogarithmicallyManyBuckets()
    {
        var simulator = new Simulator(1);
        var detector = new Adwin();
        for (var row = 0; row < 200_000; row++)
            detector.Add(simulator.Uniform());
        Assert.Equal(200_000, detector.Width);
        Assert.Equal(0.5, detector.Mean!.Value, 0.01);
        Assert.InRange(detector.Buckets, 20, 6 * 18);
        Assert.InRange(detector.Encode().Length, 1, 2500);
    }

    [Fact]
    public void Adwin_AfterAChange_ForgetsTheOldPart()
    {
        var simulator = new Simulator(1);
        var detector = new Adwin();
        for (var row = 0; row < 4000; row++)
            detector.Add((row < 2000 ? 0 : 0.5) + (simulator.Uniform() / 2));
        Assert.InRange(detector.Width, 1900, 2100);
        Assert.Equal(0.75, detector.Mean!.Value, 0.02);
    }

    [Fact]
    public void Arguments_OutOfRange_NameTheField()
    {
        Assert.Throws<ArgumentOutOfRangeException>("kind", () => DriftDetector.Create(default));
        Assert.Throws<ArgumentOutOfRangeException>("delta", () => new Adwin(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("clock", () => new Adwin(clock: 0));
        Assert.Throws<ArgumentOutOfRangeException>("warning", () => new Ddm(warning: 0));
        Assert.Throws<ArgumentOutOfRangeException>("drift", () => new Eddm(drift: 0.99));
        Assert.Throws<ArgumentOutOfRangeException>("driftConfidence", () => new HddmA(1));
        Assert.Throws<ArgumentOutOfRangeException>("lambda", () => new PageHinkley(lambda: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new PageHinkley(alpha: 0));
        Assert.Throws<ArgumentOutOfRangeException>("windowSize", () => new Kswin(windowSize: 50, testSize: 30));
    }
}
