namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>The instruction sets the fold kernel is written for.</summary>
internal enum FoldPath
{
    /// <summary>Any processor: portable vectors and a branch-free search value by value.</summary>
    Scalar = 0,

    /// <summary>x86-64 with AVX2: 8 lanes.</summary>
    Avx2 = 1,

    /// <summary>x86-64 with AVX-512: 16 lanes.</summary>
    Avx512 = 2,
}
