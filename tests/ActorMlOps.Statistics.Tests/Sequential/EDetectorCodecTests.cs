using ActorMlOps.Statistics.Sequential;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class EDetectorCodecTests
{
    private static EDetector Watching()
    {
        var options = new EDetectorOptions
        {
            Threshold = 500,
            Tolerance = 0.01,
            Detectors = 3,
            DesignEffect = new(1.5, 2, 20),
            ExactRadius = true,
        };
        return EDetector.Create([6, 4], options).Observe([1, 1]).Detector;
    }

    // The stored form of version 1: a change here breaks every stored detector, so it needs a new version.
    [Fact]
    public void Encode_KnownDetector_GoldenBytes()
    {
        var hex = Convert.ToHexString(Watching().Encode());
        // The evidence itself may differ in its last bits between platforms' logarithms.
        Assert.StartsWith("414D4C45010206040000000000407F407B14AE47E17A843F0301000000000000F83F00000000000000401401010000", hex);
        Assert.EndsWith("000000000000E03F000000000000E03F000000000000E03F000000000000E03F000000000000E03F000000000000E03F", hex);
        Assert.Equal(2 * 135, hex.Length);
    }

    [Fact]
    public void Decode_MidStream_ContinuesIdentically() =>
        Gen.Select(Gen.Long[0, 300].Array[4], Gen.Long[0, 60].Array[4].Array[1, 40], Gen.Int[0, 40]).Sample((reference, panes, cut) =>
        {
            var options = new EDetectorOptions { Threshold = 5, DesignEffect = new(1.1, 1.4, 9) };
            EDetector straight = EDetector.Create(reference, options), stored = straight;
            for (var i = 0; i < panes.Length; i++)
            {
                if (i == cut % panes.Length)
                    stored = EDetector.Decode(stored.Encode());
                (straight, var expected) = straight.Observe(panes[i], 0.5);
                (stored, var outcome) = stored.Observe(panes[i], 0.5);
                Assert.Equal(expected, outcome);
                if (expected == EDetectorOutcome.Held && i % 3 == 0)
                    (straight, stored) = (straight.Acknowledge(), stored.Acknowledge());
            }

            Assert.Equal(straight.Encode(), stored.Encode());
        }, iter: 300);

    [Fact]
    public void Decode_DamagedOrTruncated_ThrowsInvalidDataOrReadsAnother()
    {
        var bytes = Watching().Encode();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => EDetector.Decode(bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => EDetector.Decode([.. bytes, 0]));
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] copy = [.. bytes];
            copy[at] = value;
            try
            {
                var evidence = EDetector.Decode(copy).Acknowledge().Observe([3, 4]).Detector.LogEvidence;
                Assert.False(double.IsNaN(evidence));
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith("E-detector: ", error.Message, StringComparison.Ordinal);
            }
        }, iter: 5000);
    }
}
