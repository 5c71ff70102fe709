namespace ActorMlOps.LoadTests;

/// <summary>What one run measured. CPU and bytes are a prediction's, of the whole process.</summary>
internal sealed record LoadFigures(
    int Outstanding, double PerSecond, double P50Ms, double P99Ms, double P999Ms, double CpuMicroseconds, double Bytes);
