namespace ActorMlOps.Statistics.Sketches;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014) whose state is stored with the sketch: it resumes where it stood.</summary>
internal struct SketchRandom(ulong state)
{
    public ulong State { get; private set; } = state;

    public ulong Next()
    {
        State += 0x9E3779B97F4A7C15;
        var z = State;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Bit() => (int)(Next() >> 63);

    /// <summary>Uniform in (0, 1].</summary>
    public double Unit() => ((Next() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire 2019).</summary>
    public long Below(long bound)
    {
        var product = Math.BigMul(Next(), (ulong)bound, out var low);
        for (var least = (0UL - (ulong)bound) % (ulong)bound; low < least;)
            product = Math.BigMul(Next(), (ulong)bound, out low);
        return (long)product;
    }
}
