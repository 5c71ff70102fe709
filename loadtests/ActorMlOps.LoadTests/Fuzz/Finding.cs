namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>A case that the silo should have answered otherwise.</summary>
/// <param name="Case">Made smaller as far as that is possible.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(FuzzCase Case, string What)
{
    private const int Signature = 60;

    /// <summary>Findings with the same one are taken for the same fault.</summary>
    public string Fault => $"{Case.Kind}: {Strip(What)}";

    private static string Strip(string what) => new([.. what.Where(c => !char.IsAsciiDigit(c)).Take(Signature)]);
}
