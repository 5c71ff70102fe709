namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Makes requests of one kind, near to valid ones and far from them.</summary>
internal interface IFuzzGenerator
{
    string Kind { get; }

    /// <param name="random">The only source of chance: the same state makes the same case.</param>
    FuzzCase Next(long number, Random random);
}
