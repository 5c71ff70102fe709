using System.Security.Cryptography;

namespace ActorMlOps.Api.Serving;

/// <summary>Names predictions that the caller did not name: 128 random bits in hex, taken from the system 64 at a time.</summary>
internal static class PredictionIds
{
    private const int IdBytes = 16;
    private const int IdsAtATime = 64;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _next;

    public static string New()
    {
        var random = _random ??= new byte[IdBytes * IdsAtATime];
        if (_next == 0)
            RandomNumberGenerator.Fill(random);
        var id = Convert.ToHexStringLower(random, _next * IdBytes, IdBytes);
        _next = (_next + 1) % IdsAtATime;
        return id;
    }
}
