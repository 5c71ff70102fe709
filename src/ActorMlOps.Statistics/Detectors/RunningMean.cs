using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Detectors;

/// <summary>Count, mean and central sum of squares, value by value (Welford 1962).</summary>
internal readonly record struct RunningMean(long Count, double Mean, double Squares)
{
    /// <summary>Unbiased variance; 0 below two values.</summary>
    public double Variance => Count < 2 ? 0 : Squares / (Count - 1);

    public RunningMean Add(double value)
    {
        var count = Count + 1;
        var mean = Mean + ((value - Mean) / count);
        return new(count, mean, Squares + ((value - Mean) * (value - mean)));
    }

    public void Write(ByteWriter writer)
    {
        writer.Varint(Count);
        writer.Double(Mean);
        writer.Double(Squares);
    }

    public static RunningMean Read(ref ByteReader reader) =>
        new(reader.Count("values"), reader.Finite("mean"), reader.Within("sum of squares", 0, double.MaxValue));
}
