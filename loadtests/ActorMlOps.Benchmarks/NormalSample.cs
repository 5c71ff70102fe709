namespace ActorMlOps.Benchmarks;

/// <summary>Normal numbers (Box and Muller).</summary>
internal static class NormalSample
{
    public static float[] Floats(Random random, int count, double mean = 0)
    {
        var sample = new float[count];
        for (var i = 0; i < count; i++)
            sample[i] = (float)(mean + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        return sample;
    }
}
