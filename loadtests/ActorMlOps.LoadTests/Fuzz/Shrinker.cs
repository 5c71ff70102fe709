namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>
/// Leaves away parts of a body, large ones first, while the rest still shows the fault (ddmin, Zeller and Hildebrandt 2002).
/// </summary>
internal static class Shrinker
{
    private const int MostTries = 400;

    /// <param name="fails">Whether such a body shows the fault.</param>
    public static async Task<byte[]> ShrinkAsync(byte[] body, Func<byte[], Task<bool>> fails)
    {
        var tries = 0;
        for (var size = body.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= body.Length && tries < MostTries;)
            {
                byte[] without = [.. body[..at], .. body[(at + size)..]];
                tries++;
                if (await fails(without))
                    body = without;
                else
                    at += size;
            }
        }
        return body;
    }
}
