namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>All generators, in fixed shares; a case follows from seed and number alone.</summary>
internal sealed class FuzzCases
{
    private readonly long _seed;
    private readonly (IFuzzGenerator Generator, int Percent)[] _generators;

    public FuzzCases(long seed, IReadOnlyList<FuzzModel> models)
    {
        _seed = seed;
        // A registration costs as much as a hundred requests.
        _generators =
        [
            (new JsonCases(models), 35), (new BinaryCases(models), 20), (new GrpcCases(models), 20), (new TableCases(models), 23),
            (new OnnxCases(models), 2),
        ];
    }

    public FuzzCase this[long number]
    {
        get
        {
            var random = new Random((int)Mix((ulong)_seed ^ Mix((ulong)number)));
            var draw = random.Next(100);
            foreach (var (generator, percent) in _generators)
            {
                if ((draw -= percent) < 0)
                    return generator.Next(number, random);
            }
            throw new InvalidOperationException("The shares must add up to 100.");
        }
    }

    /// <summary>SplitMix64's finalizer: neighbours get unrelated generators.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
